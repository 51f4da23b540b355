import type { Clock } from '../../common/clock.js';

/** The longest time that a timer of Node can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The time that a run may take, on the monotonic clock: it stands still while the run only waits for others. */
export class RunDeadline {
  private timer: NodeJS.Timeout | undefined;
  private used = 0;
  private since: number | null;
  private over = false;

  /**
   * @param from when it began
   * @param reached called once the time is used up
   */
  constructor(
    private readonly clock: Clock,
    from: number,
    private readonly ms: number,
    private readonly reached: () => void,
  ) {
    this.since = from;
    this.arm();
  }

  /** Lets it stand still. */
  pause(): void {
    if (this.since === null) return;
    this.used += this.clock.monotonic() - this.since;
    this.since = null;
    clearTimeout(this.timer);
  }

  /** Lets it run on. */
  resume(): void {
    if (this.since !== null || this.over) return;
    this.since = this.clock.monotonic();
    this.arm();
  }

  /** Calls it off, for good. */
  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.since = null;
  }

  private left(): number {
    return this.ms - this.used - (this.since === null ? 0 : this.clock.monotonic() - this.since);
  }

  private arm(): void {
    const wait = Math.min(Math.max(this.left(), 1), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => (this.left() <= 0 ? this.reached() : this.arm()), wait);
  }
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
