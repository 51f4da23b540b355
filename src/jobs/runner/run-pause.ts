import type { RunDeadline } from './run-deadline.js';
import type { RunSeat } from './run-seat.js';

/** Lets a run wait for others without its place and without using up its time. */
export class RunPause {
  private waits = 0;
  private seated = true;
  private settling: Promise<void> | null = null;

  constructor(
    private readonly seat: RunSeat,
    private readonly deadline: RunDeadline,
    private readonly signal: AbortSignal,
  ) {}

  /** Whether it only waits, and does not want its place back yet. */
  get waiting(): boolean {
    return this.waits > 0;
  }

  /**
   * What the work answers, once the run has its place again; it has none while anything of it waits so.
   * @throws the signal's reason, at once, when the run is told to stop
   */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    this.waits++;
    void this.settle().catch(() => undefined);
    try {
      return await untilAborted(work(), this.signal);
    } finally {
      this.waits--;
      await this.settle();
    }
  }

  /** Brings about what is wanted now, one step after the other. */
  private settle(): Promise<void> {
    return (this.settling ??= this.steps().finally(() => (this.settling = null)));
  }

  private async steps(): Promise<void> {
    while (this.seated === this.waiting) {
      if (this.waiting) {
        this.seat.free();
        this.deadline.pause();
        this.seated = false;
      } else {
        await this.seat.take(this.signal);
        this.deadline.resume();
        this.seated = true;
      }
    }
  }
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
