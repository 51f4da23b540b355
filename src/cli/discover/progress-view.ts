import type { ReadStep } from '../../introspection/engine.js';
import type { Output } from '../output.js';

const WIDTH = 30;
const STEPS: readonly ReadStep[] = ['tables', 'columns', 'relationships'];

/** How far a read is: one line that rewrites itself on a terminal, a plain line for each step otherwise. */
export class ProgressView {
  readonly #live: boolean;
  #step: ReadStep | null = null;
  #open = false;

  constructor(private readonly out: Output['stderr']) {
    this.#live = out.isTTY === true;
  }

  show(step: ReadStep, done: number, total: number | null): void {
    const n = `${STEPS.indexOf(step) + 1}/${STEPS.length}`;
    if (!this.#live) {
      if (step !== this.#step) this.out.write(`${n} ${step}\n`);
    } else {
      const share = total ? Math.min(done / total, 1) : 0;
      const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░');
      const figures = total === null ? `${done}` : `${done}/${total}`;
      this.out.write(`\r\u001b[K${bar} ${String(Math.round(share * 100)).padStart(3)} %  ${n} ${step} ${figures}`);
      this.#open = true;
    }
    this.#step = step;
  }

  /** A line of its own, above the bar. */
  say(text: string): void {
    this.close();
    this.out.write(`${text}\n`);
  }

  close(): void {
    if (this.#open) this.out.write('\r\u001b[K');
    this.#open = false;
  }
}
