import { InvalidInputError, type FieldProblem } from '../../common/errors.js';
import type { ChainStep } from '../../jobs/nested/chain-step.js';

/** A step as it is given: its inputs as JSON text, because each task has others. */
export interface GivenStep {
  readonly key: string;
  readonly task: string;
  readonly title?: string;
  readonly inputs?: string;
}

/** The described chain. @throws InvalidInputError naming each step whose inputs are no JSON object */
export function chainOf(steps: readonly GivenStep[]): ChainStep[] {
  const problems: FieldProblem[] = [];
  const chain = steps.map(({ key, task, title, inputs = '{}' }, index): ChainStep => {
    const value = objectOf(inputs);
    if (!value) problems.push({ path: `steps[${index}].inputs`, message: 'Give one JSON object, such as {"n": 1}.' });
    return { key, task, title, inputs: value ?? {} };
  });
  if (problems.length > 0) throw new InvalidInputError('The pipeline cannot be run so.', problems);
  return chain;
}

function objectOf(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
