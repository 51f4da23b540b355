import type { FieldProblem } from '../common/errors.js';
import { escapeUnseen } from '../common/text.js';

/** Nobody reads more at once. */
const MAX_PROBLEMS = 100;
/** More values than any form or client sends; the work on a hostile input ends here. */
const MAX_VALUES = 100_000;
const MAX_SHOWN = 80;

/** Gathers what is wrong with one input, and knows when enough has been seen. */
export class ProblemFinder {
  readonly problems: FieldProblem[] = [];
  private values = 0;

  /** True once there is no use in looking further. */
  get full(): boolean {
    return this.problems.length >= MAX_PROBLEMS || this.values > MAX_VALUES;
  }

  add(path: string, message: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ path, message });
  }

  /** Counts a value; false when there have been too many. */
  visit(path: string): boolean {
    if (this.full) return false;
    this.values += 1;
    if (this.values <= MAX_VALUES) return true;
    this.add(path, `This is too large: send at most ${MAX_VALUES} values at once.`);
    return false;
  }
}

/** `a` and `b` as `a.b`; at the top just `b`. */
export function fieldPath(parent: string, name: string): string {
  return parent === '' ? name : `${parent}.${name}`;
}

/** Hostile text as a message can show it: visible and short. */
export function shown(text: string): string {
  return escapeUnseen(text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`).toWellFormed();
}
