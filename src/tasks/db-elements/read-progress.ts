import type { Clock } from '../../common/clock.js';
import { READ_STEPS, type ReadStep } from '../../introspection/engine.js';
import type { TaskContext } from '../../jobs/task.js';

/** Where each step begins and ends, in percent of the whole run; publishing has the rest. */
const SHARES: Record<ReadStep | 'publish', readonly [number, number]> = {
  tables: [0, 10],
  columns: [10, 60],
  relationships: [60, 80],
  publish: [80, 100],
};
const STEPS = READ_STEPS.length + 1;

/** Turns what a reader says into the job's progress: step, i of n, percent, objects per second. */
export class ReadProgress {
  #step: ReadStep | null = null;
  #since = 0;

  constructor(
    private readonly context: TaskContext,
    private readonly clock: Clock,
  ) {}

  reading(step: ReadStep, done: number, total: number | null): void {
    if (step !== this.#step) {
      this.#step = step;
      this.#since = this.clock.monotonic();
    }
    const [from, to] = SHARES[step];
    const share = total ? Math.min(done / total, 1) : 0;
    const seconds = (this.clock.monotonic() - this.#since) / 1000;
    const rate = seconds > 0 && done > 0 ? Math.round(done / seconds) : undefined;
    const percent = from + (to - from) * share;
    this.context.progress({ step, stepIndex: READ_STEPS.indexOf(step) + 1, steps: STEPS, done, total, percent, rate });
  }

  publishing(): void {
    this.context.progress({ step: 'publish', stepIndex: STEPS, steps: STEPS, percent: SHARES.publish[0] });
  }
}
