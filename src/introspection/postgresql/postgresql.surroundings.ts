import type { ColumnType, ConstraintRow, IndexRow, ReferencedRelation, Surroundings } from './postgresql.rows.js';
import { numbersIn, typeKey } from './postgresql.rows.js';
import { resolveType, type PgType } from './postgresql.types.js';

/** A row of TYPES. */
export type TypeRow = readonly [
  oid: string,
  name: string,
  schema: string,
  kind: string,
  category: string,
  element: string,
  base: string,
  baseModifier: string,
  collation: string,
];

/** What the queries around the columns gave, row by row. */
export interface SurroundingRows {
  readonly server: string;
  readonly types: readonly TypeRow[];
  readonly typeNames: readonly (readonly [type: string, modifier: string | null, text: string])[];
  readonly enumLabels: readonly (readonly [type: string, label: string])[];
  readonly collations: readonly (readonly [oid: string, name: string])[];
  readonly constraints: readonly ConstraintRow[];
  /** Names of relations, those in scope and those that are only referred to. */
  readonly relationNames: readonly (readonly [oid: string, schema: string, name: string])[];
  readonly referencedColumns: readonly (readonly [relation: string, number: string, column: string])[];
  readonly indexes: readonly IndexRow[];
}

/** The server's "no modifier given". */
const NO_MODIFIER = -1;

/** Lists by key, in the order in which they came. */
export function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** What the foreign keys refer to, each column once: ids of relations and numbers of columns, side by side. */
export function referencesOf(constraints: readonly ConstraintRow[]): { relations: string[]; columns: string[] } {
  const seen = new Set<string>();
  const references: { relations: string[]; columns: string[] } = { relations: [], columns: [] };
  for (const row of constraints) {
    if (row[2] !== 'f') continue;
    for (const number of numbersIn(row[5])) {
      const key = `${row[4]}.${number}`;
      if (seen.has(key)) continue;
      seen.add(key);
      references.relations.push(row[4]);
      references.columns.push(number);
    }
  }
  return references;
}

/** Arranges the rows for the lookups that putting a table together needs. */
export function arrange(rows: SurroundingRows): Surroundings {
  const types = new Map<string, PgType>();
  for (const [oid, name, schema, kind, category, element, base, baseModifier, collation] of rows.types) {
    types.set(oid, { name, schema, kind, category, element, base, baseModifier: Number(baseModifier), collation });
  }
  const enums = new Map<string, string[]>();
  for (const [oid, group] of groupBy(rows.enumLabels, ([type]) => type)) {
    enums.set(oid, group.map(([, label]) => label)); // prettier-ignore
  }
  const columnTypes = new Map<string, ColumnType>();
  for (const [oid, modifier, text] of rows.typeNames) {
    const resolved = resolveType(types, enums, oid, Number(modifier ?? NO_MODIFIER), text);
    columnTypes.set(typeKey(oid, modifier), { ...resolved, text, collation: types.get(oid)?.collation ?? '0' });
  }
  const referenced = new Map<string, ReferencedRelation>();
  for (const [oid, schema, name] of rows.relationNames) referenced.set(oid, { schema, name, columns: new Map() });
  for (const [oid, number, column] of rows.referencedColumns) referenced.get(oid)?.columns.set(number, column);
  return {
    server: rows.server,
    types: columnTypes,
    collations: new Map(rows.collations),
    constraints: groupBy(rows.constraints, ([relation]) => relation),
    indexes: groupBy(rows.indexes, ([relation]) => relation),
    referenced,
  };
}
