import { ENGINES, type Engine } from '../../common/snapshot.js';
import { fieldNameProblem } from '../../containers/field-name.js';
import type { ListSchema, Schema } from '../../containers/schema.js';
import { CLIENTS, type SourceInput } from './command-declaration.js';
import type { DeclaredMap, DeclaredNode } from './declared-node.js';

const COMMON = ['kind', 'label', 'description', 'optional'];
/** What an input of a kind may say beside that. */
const KEYS = {
  text: ['default', 'minLength', 'maxLength', 'pattern', 'choices'],
  number: ['default', 'integer', 'min', 'max', 'unit'],
  flag: ['default'],
  file: ['type', 'extension'],
  list: ['of', 'minItems', 'maxItems'],
  source: ['engines', 'client'],
} as const;
type InputKind = keyof typeof KEYS;
const KINDS = Object.keys(KEYS) as InputKind[];
const ITEM_KINDS = ['text', 'number', 'file'] as const;
const MOST = 1_000_000;

/** What a command is told, and which of it names its source. */
export interface DeclaredInputs {
  readonly inputs: Record<string, Schema>;
  readonly source: SourceInput | null;
}

export function readInputs(node: DeclaredNode): DeclaredInputs {
  const inputs: Record<string, Schema> = {};
  let source: SourceInput | null = null;
  for (const [name, field] of node.map(null) ?? []) {
    const problem = fieldNameProblem(name);
    if (problem !== null) field.fail(problem);
    const kind = kindOf(field, KINDS);
    const map = kind && field.map([...COMMON, ...KEYS[kind]]);
    if (!kind || !map) continue;
    if (kind !== 'source') {
      const schema = schemaOf(kind, map, name);
      if (schema) inputs[name] = schema;
      continue;
    }
    if (source) {
      field.fail('There can be one source only.');
      continue;
    }
    if (map.has('optional')) field.fail('A source cannot be optional.');
    inputs[name] = { kind: 'text', format: 'sql-db', ...about(map, name), optional: undefined };
    const engines = map.required('engines', enginesOf) ?? ENGINES;
    source = { input: name, engines, client: map.optional('client', (one) => one.choice(CLIENTS)) ?? 'mariadb' };
  }
  return { inputs, source };
}

function kindOf<T extends string>(field: DeclaredNode, kinds: readonly T[]): T | undefined {
  // Its other keys are judged by its kind.
  return field.map(null)?.required('kind', (kind) => kind.choice(kinds));
}

function enginesOf(node: DeclaredNode): readonly Engine[] | undefined {
  const engines = node.list()?.flatMap((item) => item.choice(ENGINES) ?? []);
  return engines?.length === 0 ? node.fail(`Name at least one of ${ENGINES.join(', ')}.`) : engines;
}

function schemaOf(kind: Exclude<InputKind, 'source'>, map: DeclaredMap, name: string): Schema | undefined {
  if (kind === 'list') {
    const of = map.required('of', (item) => itemOf(item, name));
    const count = (key: string) => map.optional(key, (node) => node.integer(0, MOST));
    const bounds = { minItems: count('minItems'), maxItems: count('maxItems') };
    return of && ({ kind, ...about(map, name), ...given(bounds), of } satisfies ListSchema);
  }
  return leafOf(kind, map, name);
}

function itemOf(item: DeclaredNode, name: string): Schema | undefined {
  const kind = kindOf(item, ITEM_KINDS);
  const map = kind && item.map([...COMMON, ...KEYS[kind]]);
  if (!kind || !map) return undefined;
  if (map.has('optional')) item.fail('An item of a list cannot be optional.');
  return leafOf(kind, map, name);
}

function leafOf(kind: 'text' | 'number' | 'flag' | 'file', map: DeclaredMap, name: string): Schema | undefined {
  const described = about(map, name);
  const text = (key: string) => map.optional(key, (node) => node.text());
  const number = (key: string) => map.optional(key, (node) => node.number());
  const count = (key: string) => map.optional(key, (node) => node.integer(0, MOST));
  const flag = (key: string) => map.optional(key, (node) => node.flag());
  switch (kind) {
    case 'text': {
      const rules = { default: text('default'), pattern: text('pattern'), minLength: count('minLength') };
      const choices = map.optional('choices', (node) => node.texts());
      return { kind, ...described, ...given({ ...rules, maxLength: count('maxLength'), choices }) };
    }
    case 'number': {
      const bounds = { default: number('default'), min: number('min'), max: number('max') };
      return { kind, ...described, ...given({ ...bounds, integer: flag('integer'), unit: text('unit') }) };
    }
    case 'flag':
      return { kind, ...described, ...given({ default: flag('default') }) };
    case 'file': {
      const type = text('type') ?? 'application/octet-stream';
      return { kind, ...described, type, ...given({ extension: text('extension') }) };
    }
  }
}

function about(map: DeclaredMap, name: string): { label: string; description?: string; optional?: true } {
  const label = map.optional('label', (node) => node.text()) ?? name;
  const description = map.optional('description', (node) => node.text());
  const optional = map.optional('optional', (node) => node.flag()) ? (true as const) : undefined;
  return { label, ...given({ description, optional }) };
}

/** Only what is there: schemas are shown as they are. */
function given<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
