import type { Clock } from '../../common/clock.js';

/** The longest time that a timer of Node can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls `reached` once `ms` have passed since `from` on the monotonic clock, however long that is.
 * @returns how to call it off
 */
export function atDeadline(clock: Clock, from: number, ms: number, reached: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = ms - (clock.monotonic() - from);
    timer = setTimeout(
      () => {
        if (clock.monotonic() - from >= ms) reached();
        else arm();
      },
      Math.min(Math.max(left, 1), LONGEST_TIMER_MS),
    );
  };
  arm();
  return () => clearTimeout(timer);
}

/**
 * What the work answers; once the signal has fired it is waited for no longer than `graceMs()`, then left to itself.
 * @throws the signal's reason when it was left
 */
export async function settledOrLeft<T>(work: Promise<T>, signal: AbortSignal, graceMs: () => number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let leave = (): void => undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => (timer = setTimeout(() => reject(signal.reason as Error), graceMs()));
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    signal.removeEventListener('abort', leave);
    clearTimeout(timer);
  }
}
