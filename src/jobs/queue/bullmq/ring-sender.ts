import { setTimeout as sleep } from 'node:timers/promises';

/** What one message says. */
export interface Ring {
  readonly jobId: string;
  /** Null where it is not known. */
  readonly attempt: number | null;
}

export interface RingSenderOptions {
  /** Sends some at once; again with the same keys when it failed, so that repeating does no harm. */
  readonly send: (rings: ReadonlyMap<string, Ring>) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  readonly onSuccess: () => void;
  /** One sending may take so long. */
  readonly timeoutMs?: number;
  /** Between tries, growing to ten times of it. */
  readonly pauseMs?: number;
}

/** More are forgotten: the reconciler rings for them. */
const MOST_WAITING = 10_000;
const AT_ONCE = 200;

/** Keeps rings until they are sent, so that nobody who rings waits for the queue's server. */
export class RingSender {
  private readonly waiting = new Map<string, Ring>();
  private readonly timeoutMs: number;
  private readonly pauseMs: number;
  private sending: Promise<void> | null = null;
  private pause = new AbortController();
  private closed = false;

  constructor(private readonly options: RingSenderOptions) {
    this.timeoutMs = options.timeoutMs ?? 2_000;
    this.pauseMs = options.pauseMs ?? 500;
  }

  /** @param key rings of one key count as one */
  push(key: string, ring: Ring): void {
    if (this.closed || this.waiting.size >= MOST_WAITING) return;
    this.waiting.set(key, ring);
    this.sending ??= this.sendAll().finally(() => (this.sending = null));
  }

  /** The server has just come back: does not wait for the end of the pause. */
  hurry(): void {
    this.pause.abort();
  }

  /** Sends what is left, for so long; then gives up. */
  async close(ms: number): Promise<void> {
    this.hurry();
    await Promise.race([this.sending, sleep(ms, undefined, { ref: false })]);
    this.closed = true;
    this.waiting.clear();
    this.hurry();
  }

  private async sendAll(): Promise<void> {
    // What is pushed in the same turn goes along.
    await Promise.resolve();
    for (let failures = 0; this.waiting.size > 0 && !this.closed;) {
      const some = new Map([...this.waiting].slice(0, AT_ONCE));
      try {
        await withinTime(this.options.send(some), this.timeoutMs);
        for (const [key, ring] of some) if (this.waiting.get(key) === ring) this.waiting.delete(key);
        failures = 0;
        this.options.onSuccess();
      } catch (error) {
        if (this.closed) return;
        this.options.onFailure(error);
        this.pause = new AbortController();
        await sleep(this.pauseMs * Math.min(++failures, 10), undefined, {
          ref: false,
          signal: this.pause.signal,
        }).catch(() => undefined);
      }
    }
  }
}

async function withinTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), ms).unref();
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
