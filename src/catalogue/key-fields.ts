import type { RelationshipKind } from './relationship/relationship.entity.js';

/** What stands in `pkField` of a part of the primary key. */
export const PRIMARY_KEY = 'PK';

/** One part of a `fkField`: a column that is referred to; `schema` null: the schema of the referring table. */
export interface FkPart {
  readonly schema: string | null;
  readonly table: string;
  readonly column: string;
}

const SEPARATOR = ', ';

/** A name as it stands in a `fkField`: quoted where a reader could not tell where it ends. */
function quoted(name: string): string {
  return name === '' || /[.,"]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

/** `table.column, schema.table.column`; names that hold a dot, a comma or a quote are quoted. Null without parts. */
export function formatFkField(parts: readonly FkPart[]): string | null {
  const texts = parts.map(({ schema, table, column }) =>
    (schema === null ? [table, column] : [schema, table, column]).map(quoted).join('.'),
  );
  return texts.length === 0 ? null : [...new Set(texts)].join(SEPARATOR);
}

/** A name, quoted or plain, then what ends it. */
const NAME = /(?:"((?:[^"]|"")*)"|([^".,]+))(\.|,\s*|$)/y;

/** The parts of a `fkField`, or null when it is malformed. */
export function parseFkField(text: string): FkPart[] | null {
  const parts: FkPart[] = [];
  let names: string[] = [];
  NAME.lastIndex = 0;
  for (;;) {
    const match = NAME.exec(text);
    if (!match) return null;
    const [, quotedName, plainName = '', end = ''] = match;
    names.push(quotedName === undefined ? plainName : quotedName.replaceAll('""', '"'));
    if (end === '.') continue;
    const [first, second, third] = names;
    if (first === undefined || second === undefined || names.length > 3) return null;
    parts.push(
      third === undefined
        ? { schema: null, table: first, column: second }
        : { schema: first, table: second, column: third },
    );
    if (end === '') return parts;
    names = [];
  }
}

/** A relationship of a table as far as its columns' `fkField` goes. */
export interface KeyOfTable {
  readonly kind: RelationshipKind;
  readonly constraintName: string | null;
  readonly targetSchema: string;
  readonly targetTable: string;
  readonly pairs: readonly { readonly sourceColumn: string; readonly targetColumn: string }[];
}

const KIND_ORDER: Record<RelationshipKind, number> = { declared: 0, manual: 1, inferred: 2 };

const byName = (a: string | null, b: string | null): number => (a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1);

/**
 * The `fkField` of each column of a table that refers to something, by the column's name. Declared keys come first, then
 * by constraint name; the parts of a composite key in their order.
 * @param schema of the table: targets in other schemas are qualified
 */
export function fkFieldsOf(schema: string, keys: readonly KeyOfTable[]): Map<string, string> {
  const parts = new Map<string, FkPart[]>();
  const ordered = [...keys].sort(
    (a, b) => KIND_ORDER[a.kind] - KIND_ORDER[b.kind] || byName(a.constraintName, b.constraintName),
  );
  for (const key of ordered) {
    const targetSchema = key.targetSchema === schema ? null : key.targetSchema;
    for (const { sourceColumn, targetColumn } of key.pairs) {
      const part = { schema: targetSchema, table: key.targetTable, column: targetColumn };
      const soFar = parts.get(sourceColumn);
      if (soFar) soFar.push(part);
      else parts.set(sourceColumn, [part]);
    }
  }
  const fields = new Map<string, string>();
  for (const [column, list] of parts) fields.set(column, formatFkField(list) ?? '');
  return fields;
}
