import type { ObjectSchema } from '../../containers/schema.js';
import { problemsOf, summary } from '../../containers/validate.js';

/**
 * The outputs of a run: what its task has set, and of the rest what its answer holds under the same names.
 * @throws Error, for the task's author, when the answer does not fit what is declared
 */
export function answeredOutputs({ fields }: ObjectSchema, set: object, answer: object): object {
  const outputs: Record<string, unknown> = { ...set };
  for (const [name, schema] of Object.entries(fields)) {
    const value = Object.hasOwn(answer, name) ? (answer as Record<string, unknown>)[name] : null;
    if (value == null || name in set || schema.kind === 'file') continue;
    const problems = problemsOf(schema, value, { draft: true });
    if (problems.length > 0)
      throw new Error(`The task's answer does not fit its output "${name}": ${summary(problems)}`);
    outputs[name] = value;
  }
  return outputs;
}
