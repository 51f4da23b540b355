import { setTimeout as sleep } from 'node:timers/promises';
import { SourceError } from '../common/errors.js';

/** First wait; doubled with every further try, up to {@link LONGEST_MS} (CONTRACT 8). */
const BASE_MS = 1000;
const LONGEST_MS = 30_000;

export interface RetryOptions {
  /** Tries in all, the first included. */
  readonly attempts: number;
  readonly signal: AbortSignal;
  /** From 0 up to 1; tests give their own. */
  readonly random?: () => number;
  /** Scale of the waits; tests shorten them. */
  readonly baseMs?: number;
  onRetry?(attempt: number, delayMs: number, error: SourceError): void;
}

/** Full jitter: anything between nothing and 1 s · 2ⁿ, so that many readers do not come back in step. */
export function delayBefore(attempt: number, random: number, baseMs = BASE_MS): number {
  return Math.round(random * Math.min(LONGEST_MS, baseMs * 2 ** (attempt - 1)));
}

/** Tries again what failed for a transient reason. @throws the last failure, or the signal's reason */
export async function withRetries<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SourceError) || !error.transient || attempt >= options.attempts) throw error;
      options.signal.throwIfAborted();
      const delayMs = delayBefore(attempt, (options.random ?? Math.random)(), options.baseMs);
      options.onRetry?.(attempt + 1, delayMs, error);
      await sleep(delayMs, undefined, { signal: options.signal }).catch(() => options.signal.throwIfAborted());
    }
  }
}
