import { setImmediate } from 'node:timers/promises';

/** Lets the event loop go on: long loops ask it as they go, and wait only when they have held the loop long enough. */
export class Breather {
  private since = performance.now();

  /** @param signal ends the work at the next rest, with its reason */
  constructor(
    private readonly signal?: AbortSignal,
    private readonly holdMs = 12,
  ) {}

  /** Whether it is time for {@link rest}; cheap enough for every hundredth step. */
  get due(): boolean {
    return performance.now() - this.since > this.holdMs;
  }

  /** Gives the loop a turn. */
  async rest(): Promise<void> {
    await setImmediate();
    this.signal?.throwIfAborted();
    this.since = performance.now();
  }
}
