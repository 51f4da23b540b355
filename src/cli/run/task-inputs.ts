import { InvalidInputError } from '../../common/errors.js';
import { nearest } from '../../common/text.js';
import type { DeskTask } from '../jobs/job-desk.js';

/** A part of a JSON Schema, as far as the terminal cares. */
export interface InputSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: InputSchema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, InputSchema>>;
  readonly 'x-file'?: { readonly type: string };
}

/** What the terminal cannot make of a text alone: the id of a source by its name, of a file by its path. */
export interface Lookups {
  source(nameOrId: string): Promise<string>;
  file(path: string, type: string): Promise<string>;
}

/**
 * The inputs of a task from `name=value` texts: each value in the way that its schema wants; a list by repeating the name;
 * a file by `@path`, or the id of a registered one.
 * @throws InvalidInputError naming the input that is meant by a misspelt one
 */
export async function inputsFrom(task: DeskTask, texts: readonly string[], lookups: Lookups): Promise<object> {
  const { properties = {} } = task.inputs as InputSchema;
  const inputs: Record<string, unknown> = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (at < 1 || !schema) throw unknownInput(task.name, name, Object.keys(properties), at < 1);
    const value = text.slice(at + 1);
    if (schema.type === 'array' && schema.items) {
      const before = (inputs[name] ?? []) as unknown[];
      inputs[name] = [...before, await valueOf(name, schema.items, value, lookups)];
    } else {
      inputs[name] = await valueOf(name, schema, value, lookups);
    }
  }
  return inputs;
}

/** One line per input, for people. */
export function describeInputs(task: DeskTask): string {
  const { properties = {}, required = [] } = task.inputs as InputSchema;
  const asked = Object.entries(properties).filter(([, { format }]) => format !== 'filled-in');
  const lines = asked.map(([name, schema]) => {
    const kind = schema.enum?.join('|') ?? (schema['x-file'] ? '@path' : (schema.format ?? schema.type ?? 'value'));
    const standard = schema.default === undefined ? '' : ` (default: ${JSON.stringify(schema.default)})`;
    const must = required.includes(name) ? ' *' : '';
    return `  ${`${name}=<${kind}>${must}`.padEnd(34)} ${schema.description ?? schema.title ?? ''}${standard}`;
  });
  return lines.length === 0 ? '  none\n' : `${lines.join('\n')}\n  * has to be given\n`;
}

async function valueOf(name: string, schema: InputSchema, value: string, lookups: Lookups): Promise<unknown> {
  if (schema.format === 'sql-db') return lookups.source(value);
  if (schema['x-file']) {
    return { id: value.startsWith('@') ? await lookups.file(value.slice(1), schema['x-file'].type) : value };
  }
  switch (schema.type) {
    case 'number':
    case 'integer':
      return value.trim() === '' || Number.isNaN(Number(value)) ? value : Number(value);
    case 'boolean':
      return /^(true|yes|1)$/i.test(value) ? true : /^(false|no|0)$/i.test(value) ? false : value;
    case 'object':
    case 'array':
      return parsedJson(name, value);
    default:
      return value;
  }
}

function parsedJson(name: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new InvalidInputError(`The input ${name} is to be JSON.`);
  }
}

function unknownInput(task: string, name: string, known: readonly string[], plain: boolean): InvalidInputError {
  if (plain) return new InvalidInputError(`Give inputs as name=value; "${name}" is not.`);
  const meant = nearest(name, known);
  const hint = meant === null ? `It has: ${known.join(', ') || 'none'}.` : `Did you mean ${meant}?`;
  return new InvalidInputError(`The task ${task} has no input "${name}". ${hint}`);
}
