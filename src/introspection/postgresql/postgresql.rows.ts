import type {
  ReferentialAction,
  SnapshotCheck,
  SnapshotColumn,
  SnapshotForeignKey,
  SnapshotIndex,
  SnapshotTable,
  SnapshotUnique,
} from '../../common/snapshot.js';
import type { Relation } from './postgresql.relations.js';
import type { ResolvedType } from './postgresql.types.js';

/** A row of COLUMNS: the columns of a table. */
export interface TableColumns {
  /** JSON of {@link ColumnRow}s. */
  readonly json: string;
  /** Types and collations that are not the server's own, as {@link typeKey}s and ids, parted by blanks. */
  readonly ownTypes: string | null;
  readonly ownCollations: string | null;
}

export const NO_COLUMNS: TableColumns = { json: '[]', ownTypes: null, ownCollations: null };

export type ColumnRow = readonly [
  number: number,
  name: string,
  type: string,
  modifier: number | null,
  notNull: true | null,
  identity: string | null,
  generated: string | null,
  collation: string | null,
  expression: string | null,
  comment: string | null,
];

/** A row of CONSTRAINTS. */
export type ConstraintRow = readonly [
  relation: string,
  name: string,
  kind: string,
  columns: string | null,
  refRelation: string,
  refColumns: string | null,
  onUpdate: string,
  onDelete: string,
  deferrable: string,
  expression: string | null,
];

/** A row of INDEXES. */
export type IndexRow = readonly [
  relation: string,
  name: string,
  unique: string,
  primary: string,
  keyParts: string,
  columns: string,
  options: string,
  method: string,
  predicate: string | null,
  expressions: string | null,
];

/** A column's type with its name as the server writes it, and the collation that it brings of itself. */
export interface ColumnType extends ResolvedType {
  readonly text: string;
  readonly collation: string;
}

/** What foreign keys refer to. */
export interface ReferencedRelation {
  readonly schema: string;
  readonly name: string;
  /** Names of columns by their number. */
  readonly columns: Map<string, string>;
}

/** All that was read before the columns come by. */
export interface Surroundings {
  /** The server's major version: what its own types are called may hang on it. */
  readonly server: string;
  /** By type and modifier, see {@link typeKey}. */
  readonly types: ReadonlyMap<string, ColumnType>;
  readonly collations: ReadonlyMap<string, string>;
  readonly constraints: ReadonlyMap<string, readonly ConstraintRow[]>;
  readonly indexes: ReadonlyMap<string, readonly IndexRow[]>;
  readonly referenced: ReadonlyMap<string, ReferencedRelation>;
}

/** The structure changed between two of our queries: what is said of the table would not be true of any moment. */
export class ChangedMeanwhileError extends Error {}

/** Most types have no modifier. */
export const typeKey = (type: string, modifier: string | number | null): string =>
  modifier === null ? type : `${type}:${modifier}`;

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};
/** The bit of an index part's option that says descending. */
const DESCENDING = 1;

/** The numbers in `{1,2}` (an array) or `1 2` (a vector). */
export const numbersIn = (text: string | null): string[] => text?.match(/\d+/g) ?? [];

function namesOf(numbers: string | null, names: ReadonlyMap<string, string> | undefined): string[] {
  return numbersIn(numbers).map((number) => {
    const name = names?.get(number);
    if (name === undefined) throw new ChangedMeanwhileError(`column ${number} is unknown`);
    return name;
  });
}

function byName(a: { readonly name: string | null }, b: { readonly name: string | null }): number {
  const [left, right] = [a.name ?? '', b.name ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}

function columnOf(row: ColumnRow, ordinal: number, around: Surroundings): SnapshotColumn {
  const [, name, typeId, modifier, notNull, identity, generated, collation, expression, comment] = row;
  const type = around.types.get(typeKey(typeId, modifier));
  if (!type) throw new ChangedMeanwhileError(`type ${typeId} is unknown`);
  const isGenerated = generated !== null;
  return {
    name,
    ordinal,
    type: type.text,
    dataFormat: type.dataFormat,
    length: type.length,
    precision: type.precision,
    scale: type.scale,
    nullable: notNull === null,
    default: isGenerated ? null : expression,
    identity: identityOf(identity, isGenerated ? null : expression),
    // Virtual ones ('v') came with PostgreSQL 18.
    generated: isGenerated ? { expression, stored: generated === 's' } : null,
    enumValues: type.enumValues,
    collation: collation === null || collation === type.collation ? null : (around.collations.get(collation) ?? null),
    comment,
  };
}

/** `serial` is no type but a default that draws from a sequence: it counts as auto-increment and keeps its default. */
function identityOf(letter: string | null, expression: string | null): SnapshotColumn['identity'] {
  if (letter === 'a') return 'always';
  if (letter === 'd') return 'by default';
  return expression?.startsWith('nextval(') ? 'auto_increment' : null;
}

/** What a foreign key refers to, by name. @throws ChangedMeanwhileError when that is not known */
export function keyColumns(
  [, , , , refRelation, refColumns]: ConstraintRow,
  around: Surroundings,
): { readonly schema: string; readonly name: string; readonly columns: string[] } {
  const target = around.referenced.get(refRelation);
  if (!target) throw new ChangedMeanwhileError(`relation ${refRelation} is unknown`);
  const { schema, name, columns } = target;
  return { schema, name, columns: namesOf(refColumns, columns) };
}

function foreignKeyOf(
  row: ConstraintRow,
  names: ReadonlyMap<string, string>,
  around: Surroundings,
): SnapshotForeignKey {
  const [, name, , columns, , , onUpdate, onDelete, deferrable] = row;
  const target = keyColumns(row, around);
  return {
    name,
    columns: namesOf(columns, names),
    refSchema: target.schema,
    refTable: target.name,
    refColumns: target.columns,
    onUpdate: ACTIONS[onUpdate] ?? 'NO ACTION',
    onDelete: ACTIONS[onDelete] ?? 'NO ACTION',
    deferrable: deferrable === 't',
  };
}

function indexOf(row: IndexRow, names: ReadonlyMap<string, string>): SnapshotIndex {
  const [, name, unique, primary, keyParts, columns, options, method, predicate, expressions] = row;
  const optionOf = numbersIn(options);
  const expressionOf: unknown[] = expressions === null ? [] : (JSON.parse(expressions) as unknown[]);
  const parts = numbersIn(columns)
    .slice(0, Number(keyParts))
    .map((number, at) => ({
      // Part 0 is an expression, not a column.
      column: number === '0' ? null : (namesOf(number, names)[0] ?? null),
      expression: number === '0' ? String(expressionOf[at] ?? '') : null,
      descending: (Number(optionOf[at]) & DESCENDING) === DESCENDING,
    }));
  return { name, unique: unique === 't', primary: primary === 't', parts, method, predicate };
}

/**
 * Puts a table together. Whatever has no order of its own is ordered by name, so that the same structure gives the same
 * document on every server.
 * @throws ChangedMeanwhileError when the pieces do not fit together
 */
export function tableOf(relation: Relation, columnJson: string, around: Surroundings): SnapshotTable {
  const columnRows = JSON.parse(columnJson) as ColumnRow[];
  const names = new Map(columnRows.map((row) => [String(row[0]), row[1]]));
  const uniques: SnapshotUnique[] = [];
  const checks: SnapshotCheck[] = [];
  const foreignKeys: SnapshotForeignKey[] = [];
  let primaryKey: readonly string[] = [];
  let primaryKeyName: string | null = null;
  for (const row of around.constraints.get(relation.oid) ?? []) {
    const [, name, kind, columns, , , , , , expression] = row;
    if (kind === 'p') [primaryKey, primaryKeyName] = [namesOf(columns, names), name];
    else if (kind === 'u') uniques.push({ name, columns: namesOf(columns, names) });
    else if (kind === 'f') foreignKeys.push(foreignKeyOf(row, names, around));
    else checks.push({ name, expression: expression ?? '' });
  }
  const indexes = (around.indexes.get(relation.oid) ?? []).map((row) => indexOf(row, names));
  const { schema, name, kind, comment, definition, partitions } = relation;
  return {
    schema,
    name,
    kind,
    comment,
    definition,
    columns: columnRows.map((row, at) => columnOf(row, at + 1, around)),
    primaryKey,
    primaryKeyName,
    uniques: uniques.sort(byName),
    checks: checks.sort(byName),
    indexes: indexes.sort(byName),
    foreignKeys: foreignKeys.sort(byName),
    partitions,
    problem: null,
  };
}

/** A table of which only this can be said. */
export function problemTable(relation: Relation, problem: string): SnapshotTable {
  const { schema, name, kind, comment, definition, partitions } = relation;
  const nothing = { columns: [], primaryKey: [], primaryKeyName: null, uniques: [], checks: [], indexes: [] };
  return { schema, name, kind, comment, definition, ...nothing, foreignKeys: [], partitions, problem };
}
