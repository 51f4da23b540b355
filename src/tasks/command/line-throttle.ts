import type { LogLevel } from '../../jobs/log/log-level.js';

/** So many lines come into the log at once, and again after each pause: more than anybody reads. */
const BURST = 1_000;
const PAUSE_MS = 500;
/** Of what was passed over, the newest lines are shown. */
const NEWEST = 100;

/**
 * Passes lines on to a log that could not keep a flood of them anyway: each would cost the server what a job's own lines
 * cost. How many were passed over is said in their place.
 */
export class LineThrottle {
  private room = BURST;
  private passedOver = 0;
  private newest: [LogLevel, string][] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly log: (level: LogLevel, line: string) => void) {
    this.timer = setInterval(() => this.flush(), PAUSE_MS);
    this.timer.unref();
  }

  add(level: LogLevel, line: string): void {
    if (this.room > 0) {
      this.room--;
      this.log(level, line);
      return;
    }
    this.newest.push([level, line]);
    if (this.newest.length < 2 * NEWEST) return;
    this.passedOver += this.newest.length - NEWEST;
    this.newest = this.newest.slice(-NEWEST);
  }

  /** Says what is still to be said. */
  end(): void {
    clearInterval(this.timer);
    this.flush();
  }

  private flush(): void {
    const over = this.passedOver + Math.max(0, this.newest.length - NEWEST);
    if (over > 0) this.log('info', `… ${over} lines are not shown here; the files have them.`);
    for (const [level, line] of this.newest.slice(-NEWEST)) this.log(level, line);
    this.room = BURST;
    this.passedOver = 0;
    this.newest = [];
  }
}
