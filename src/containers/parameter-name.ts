import type { ObjectSchema, Schema } from './schema.js';

/** A node as far as its name depends on it. */
export interface Named {
  readonly schema: Schema;
  readonly name: string;
  readonly path: string;
  readonly parent: Named | null;
}

/**
 * The name under which a value's file, use or indicator is recorded, unique in its container:
 *
 * 1. Outside lists it is the path: `HKLOUT`, `report.table`.
 * 2. In a list it begins with the field that owns the first bracket, whatever objects lie above it:
 *    `left.HKLIN[2].file` is `HKLIN[2].file`.
 * 3. Where two such fields have the same name (`left.HKLIN`, `right.HKLIN`), rule 2 would give two values one name:
 *    then it is the path.
 */
export function parameterNameOf(node: Named): string {
  let owner: Named | null = null;
  let root = node;
  for (let at: Named = node; at.parent !== null; at = at.parent) {
    if (at.parent.schema.kind === 'list') owner = at.parent;
    root = at.parent;
  }
  if (owner === null || sharedNames(root.schema).has(owner.name)) return node.path;
  return node.path.slice(owner.path.length - owner.name.length);
}

const shared = new WeakMap<Schema, ReadonlySet<string>>();

/** The names that several lists have that lie in no other list. */
function sharedNames(schema: Schema): ReadonlySet<string> {
  const known = shared.get(schema);
  if (known !== undefined) return known;
  const names = schema.kind === 'object' ? listNames(schema) : [];
  const found = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  shared.set(schema, found);
  return found;
}

function listNames(schema: ObjectSchema): string[] {
  return Object.entries(schema.fields).flatMap(([name, field]) => {
    if (field.kind === 'object') return listNames(field);
    return field.kind === 'list' ? [name] : [];
  });
}
