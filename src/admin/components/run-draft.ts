import { askedFields, fieldPath, kindOf, type FieldSchema } from './task-shapes';

/** What a form holds of a value: texts as typed, ticks, and what stands inside lists and objects. A file is its id. */
export type Draft = string | boolean | readonly Draft[] | { readonly [field: string]: Draft };
export type DraftFields = { readonly [field: string]: Draft };

const isFields = (draft: Draft | undefined): draft is DraftFields => typeof draft === 'object' && !Array.isArray(draft);

/** The draft of a value, or of the field's default where there is none. */
export function draftOf(schema: FieldSchema, value: unknown): Draft {
  const known = value ?? schema.default;
  switch (kindOf(schema)) {
    case 'flag':
      return known === true;
    case 'list':
      return Array.isArray(known) ? known.map((item: unknown) => draftOf(schema.items ?? {}, item)) : startOf(schema);
    case 'object': {
      const fields = (known ?? {}) as Readonly<Record<string, unknown>>;
      return Object.fromEntries(askedFields(schema).map(([name, field]) => [name, draftOf(field, fields[name])]));
    }
    case 'file':
      return String((known as { id?: unknown } | undefined)?.id ?? '');
    default:
      return typeof known === 'string' || typeof known === 'number' ? String(known) : '';
  }
}

/** As many empty items as there must be: few. */
function startOf({ items = {}, minItems = 0 }: FieldSchema): Draft {
  return Array.from({ length: Math.min(minItems, 20) }, () => draftOf(items, undefined));
}

/**
 * The value that is sent; undefined where the person gave none. What is no number stays the text that it is: the server
 * says what is wrong with it, at its field.
 */
export function valueOf(schema: FieldSchema, draft: Draft | undefined): unknown {
  switch (kindOf(schema)) {
    case 'flag':
      return draft === true;
    case 'list':
      return Array.isArray(draft) ? draft.map((item: Draft) => valueOf(schema.items ?? {}, item) ?? null) : [];
    case 'object':
      return objectOf(schema, isFields(draft) ? draft : {});
    case 'file':
      return typeof draft === 'string' && draft !== '' ? { id: draft } : undefined;
    case 'number': {
      const text = typeof draft === 'string' ? draft.trim() : '';
      const value = Number(text.replace(',', '.'));
      return text === '' ? undefined : Number.isFinite(value) ? value : text;
    }
    default:
      // An emptied text with a default is meant to be empty; left out it would have the default.
      return draft === '' && !schema.default ? undefined : draft;
  }
}

function objectOf(schema: FieldSchema, draft: DraftFields): Readonly<Record<string, unknown>> {
  const entries = askedFields(schema).map(([name, field]) => [name, valueOf(field, draft[name])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The inputs as they are sent, of a form for a whole task. Optional groups that were left empty are not sent. */
export function parametersOf(inputs: FieldSchema, draft: DraftFields): Readonly<Record<string, unknown>> {
  const required = new Set(inputs.required ?? []);
  const given = Object.entries(objectOf(inputs, draft));
  return Object.fromEntries(given.filter(([name, value]) => required.has(name) || !isEmptyGroup(inputs, name, value)));
}

function isEmptyGroup(inputs: FieldSchema, name: string, value: unknown): boolean {
  const field = inputs.properties?.[name];
  if (field === undefined) return false;
  const kind = kindOf(field);
  if (kind === 'list') return Array.isArray(value) && value.length === 0;
  return kind === 'object' && JSON.stringify(draftOf(field, value)) === JSON.stringify(draftOf(field, undefined));
}

/** What differs between two forms of one task: inputs by name, null where one was emptied. */
export function changesOf(
  inputs: FieldSchema,
  before: DraftFields,
  after: DraftFields,
): Readonly<Record<string, unknown>> {
  const now = parametersOf(inputs, after);
  const changed = askedFields(inputs).filter(([name]) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(changed.map(([name]) => [name, now[name] ?? null]));
}

/** The paths of all fields that a form shows now: `a`, `a[0]`, `a[0].b`. */
export function pathsOf(schema: FieldSchema, draft: Draft | undefined, path = ''): readonly string[] {
  const own = path === '' ? [] : [path];
  const kind = kindOf(schema);
  if (kind === 'list' && Array.isArray(draft)) {
    return [...own, ...draft.flatMap((item: Draft, i) => pathsOf(schema.items ?? {}, item, `${path}[${i}]`))];
  }
  if (kind !== 'object') return own;
  const fields = isFields(draft) ? draft : {};
  return [
    ...own,
    ...askedFields(schema).flatMap(([name, field]) => pathsOf(field, fields[name], fieldPath(path, name))),
  ];
}

/** Each problem at the field that it names, or at the nearest one around that; `''` holds those that have no field. */
export function problemsByField(
  problems: readonly { readonly path: string; readonly message: string }[],
  paths: readonly string[],
): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const { path, message } of problems) {
    const wanted = path.replace(/^parameters(?:\.|$)/, '');
    const at = paths.filter((one) => isWithin(wanted, one)).sort((a, b) => b.length - a.length)[0] ?? '';
    const text = at === '' && wanted !== '' ? `${wanted}: ${message}` : message;
    const before = found.get(at);
    found.set(at, before === undefined ? text : `${before} ${text}`);
  }
  return Object.fromEntries(found);
}

function isWithin(path: string, around: string): boolean {
  return path === around || (path.startsWith(around) && /^[.[]/.test(path.slice(around.length)));
}
