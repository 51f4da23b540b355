import type { ReadStep } from '../../introspection/engine.js';
import type { Output } from '../output.js';

const WIDTH = 30;
const STEPS: readonly ReadStep[] = ['tables', 'columns', 'relationships'];

/** A step of a run and how far it is; `total` null or absent while unknown. */
export interface StepShown {
  readonly step: string;
  /** 1-based. */
  readonly stepIndex: number;
  readonly steps: number;
  readonly done?: number | null;
  readonly total?: number | null;
}

/** How far a read is: one line that rewrites itself on a terminal, a plain line for each step otherwise. */
export class ProgressView {
  readonly #live: boolean;
  #step: string | null = null;
  #open = false;

  constructor(private readonly out: Output['stderr']) {
    this.#live = out.isTTY === true;
  }

  show(step: ReadStep, done: number, total: number | null): void {
    this.showStep({ step, stepIndex: STEPS.indexOf(step) + 1, steps: STEPS.length, done, total });
  }

  showStep({ step, stepIndex, steps, done, total }: StepShown): void {
    const title = `step ${stepIndex} of ${steps}: ${step}`;
    if (!this.#live) {
      if (step !== this.#step) this.out.write(`${title}\n`);
    } else {
      const share = total ? Math.min((done ?? 0) / total, 1) : 0;
      const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░');
      const figures = total == null ? `${done ?? ''}` : `${done ?? 0} of ${total}`;
      const percent = `${Math.round(share * 100)}`.padStart(3);
      this.out.write(`\r\u001b[K${bar} ${percent} %  ${[title, figures].filter(Boolean).join(', ')}`);
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
