import { Clock } from '../../src/common/clock.js';

/** A clock that moves only when told. The two times are apart: the wall may jump while the monotonic one goes on. */
export class FakeClock extends Clock {
  private wall: number;
  private elapsed = 0;

  constructor(now: Date | string = '2026-01-01T00:00:00.000Z') {
    super();
    this.wall = new Date(now).getTime();
  }

  now(): Date {
    return new Date(this.wall);
  }

  monotonic(): number {
    return this.elapsed;
  }

  /** Time passes, in milliseconds, on both. */
  advance(ms: number): void {
    this.wall += ms;
    this.elapsed += ms;
  }

  /** Somebody sets the wall clock; the monotonic one does not notice. */
  set(now: Date | string): void {
    this.wall = new Date(now).getTime();
  }
}
