import { InvalidInputError, type FieldProblem } from '../../common/errors.js';
import { stepsOf } from '../../containers/path.js';
import type { Job } from '../job.entity.js';
import type { ChainStep, OutputReference } from './chain-step.js';

/**
 * Proves a described chain before anything of it is started.
 * @param knows whether there is a task of the name
 * @throws InvalidInputError naming each step that is wrong, as `key` or `key.inputs.path`
 */
export function assertChain(steps: readonly ChainStep[], knows: (task: string) => boolean): void {
  const problems: FieldProblem[] = [];
  const earlier = new Set<string>();
  for (const { key, task, inputs } of steps) {
    if (earlier.has(key)) problems.push({ path: key, message: 'Two steps have this key: rename one.' });
    if (!knows(task)) problems.push({ path: key, message: `There is no task ${task}.` });
    for (const { path, reference } of referencesIn(inputs, `${key}.inputs`)) {
      if (!earlier.has(reference.from)) {
        problems.push({ path, message: `"${reference.from}" is no earlier step of the chain.` });
      }
    }
    earlier.add(key);
  }
  if (problems.length > 0) throw new InvalidInputError('The chain cannot be run so.', problems);
}

/**
 * The inputs with every reference replaced by what the earlier job left behind.
 * @throws InvalidInputError when it left nothing there
 */
export function resolvedInputs(inputs: object, done: ReadonlyMap<string, Job>): object {
  return resolved(inputs, done) as object;
}

function resolved(value: unknown, done: ReadonlyMap<string, Job>): unknown {
  if (isReference(value)) return outputOf(value, done);
  if (Array.isArray(value)) return value.map((item) => resolved(item, done));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolved(part, done)]));
}

function outputOf({ from, output }: OutputReference, done: ReadonlyMap<string, Job>): unknown {
  const job = done.get(from);
  const steps = stepsOf(output);
  const found = at(job?.outputs, steps) ?? at(job?.result, steps);
  if (found !== undefined && found !== null) return found;
  const path = `${from}.${output}`;
  throw new InvalidInputError(`Job ${job?.number ?? from} left nothing at ${output}.`, [
    { path, message: 'It is neither in its outputs nor in its result.' },
  ]);
}

function at(value: unknown, steps: readonly (string | number)[]): unknown {
  let here: unknown = value;
  for (const step of steps) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

function referencesIn(value: unknown, path: string): { path: string; reference: OutputReference }[] {
  if (isReference(value)) return [{ path, reference: value }];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => referencesIn(item, `${path}[${index}]`));
  return Object.entries(value).flatMap(([name, part]) => referencesIn(part, `${path}.${name}`));
}

/** An object of exactly these two texts. */
function isReference(value: unknown): value is OutputReference {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false;
  const { from, output } = value as Partial<OutputReference>;
  return typeof from === 'string' && typeof output === 'string';
}
