import type { SnapshotCheck, SnapshotIndex, SnapshotTable, SnapshotUnique } from '../../common/snapshot.js';
import type { Rows } from './mysql.queries.js';
import type { ColumnDraft } from './mysql.rows.js';
import type { KeyRules } from './mysql.show-create.js';

export interface KeyDraft {
  readonly name: string;
  readonly refSchema: string;
  readonly refTable: string;
  readonly columns: string[];
  readonly refColumns: string[];
}

/** An index whose parts still arrive. */
export type IndexDraft = SnapshotIndex & { readonly parts: SnapshotIndex['parts'][number][] };

const NONE = new Map<string, never>();

/** Puts into one of a draft's maps, making it first where it is still the shared empty one. */
export function put<Value>(map: Map<string, Value>, key: string, value: Value): Map<string, Value> {
  return (map === NONE ? new Map<string, Value>() : map).set(key, value);
}

/** All that has arrived of one table, in whatever order the lists came. */
export class TableDraft {
  listed: Rows['tables'] | null = null;
  definition: string | null = null;
  readonly columns: ColumnDraft[] = [];
  // Most tables have no more than a few of these, and many have none: shared empty ones until then.
  indexes: Map<string, IndexDraft> = NONE;
  keys: Map<string, KeyDraft> = NONE;
  rules: Map<string, KeyRules> = NONE;
  partitions: Map<string, true> = NONE;
  checks: SnapshotCheck[] = [];

  constructor(
    readonly schema: string,
    readonly name: string,
  ) {}
}

/** A finished table with the server's estimate of its rows. */
export interface Finished {
  readonly table: SnapshotTable;
  readonly rowEstimate: number | null;
}

/** What finishing needs to know beside the table itself. */
export interface FinishContext {
  readonly defaultRule: KeyRules;
  /** The name of a target as the catalogue has it, where the server folds names. */
  readonly target: (schema: string, table: string) => readonly [schema: string, table: string];
  readonly warn: (message: string) => void;
}

/** The kind of a row of TABLES; what is missing here (sequences, temporary tables) is no table of the source. */
const KINDS: ReadonlyMap<string, 'table' | 'view'> = new Map([
  ['BASE TABLE', 'table'],
  ['SYSTEM VERSIONED', 'table'],
  ['VIEW', 'view'],
  ['SYSTEM VIEW', 'view'],
]);

export const isTable = (row: Rows['tables']): boolean => KINDS.has(row[2]);
export const isView = (row: Rows['tables']): boolean => KINDS.get(row[2]) === 'view';

/** By UTF-16 units, the same everywhere: lists come in no certain order, and documents are compared as text. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const byName = (a: { readonly name: string | null }, b: { readonly name: string | null }): number =>
  compare(a.name ?? '', b.name ?? '');

/** Puts a listed table together. */
export function finishTable(draft: TableDraft, listed: Rows['tables'], context: FinishContext): Finished {
  const [schema, name, type, , comment, rows] = listed;
  const view = isView(listed);
  const problem = problemOf(draft, listed);
  const sound = problem === null;
  const indexes = sound ? sorted(draft.indexes.values(), primaryFirst) : [];
  const primary = indexes[0]?.primary === true ? indexes[0] : null;
  const table: SnapshotTable = {
    schema,
    name,
    kind: view ? 'view' : draft.partitions.size > 0 ? 'partitioned_table' : 'table',
    // The server writes the word VIEW, or why a view is broken, where a table has its comment.
    comment: !sound || type === 'VIEW' ? null : comment || null,
    definition: draft.definition,
    columns: sound ? finishColumns(draft, context) : [],
    primaryKey: primary ? namesOf(primary) : [],
    primaryKeyName: primary ? primary.name : null,
    uniques: uniquesOf(indexes),
    checks: sound ? sorted(draft.checks, byName) : [],
    indexes,
    foreignKeys: sound ? finishKeys(draft, context) : [],
    partitions: sound ? draft.partitions.size : 0,
    problem,
  };
  return { table, rowEstimate: view || rows === null ? null : Number(rows) };
}

function sorted<Item>(items: Iterable<Item>, order: (a: Item, b: Item) => number): Item[] {
  const list = [...items];
  return list.length > 1 ? list.sort(order) : list;
}

/** Why a table could not be read, in the server's words where it has any. */
function problemOf(draft: TableDraft, [, , type, engine, comment]: Rows['tables']): string | null {
  const said = comment?.replaceAll(/\s+/g, ' ').trim() ?? '';
  if (type === 'VIEW' && said !== '' && said !== 'VIEW') return said;
  if (type === 'BASE TABLE' && engine === null) return said || 'The server cannot open this table.';
  if (draft.columns.length > 0) return null;
  return `The server shows no columns of this ${isView(draft.listed!) ? 'view' : 'table'} to the account.`;
}

function finishColumns(draft: TableDraft, context: FinishContext): ColumnDraft[] {
  const { columns } = draft;
  if (columns.some((column, i) => column.ordinal !== i + 1)) {
    columns.sort((a, b) => a.ordinal - b.ordinal);
    if (columns.at(-1)?.ordinal !== columns.length) {
      context.warn(`The account may not see all columns of ${draft.schema}.${draft.name}; those it sees were read.`);
    }
    columns.forEach((column, i) => (column.ordinal = i + 1));
  }
  for (const check of draft.checks) markJson(columns, check.expression);
  return columns;
}

/** MariaDB's JSON is a longtext under the check json_valid(column), and nothing else tells it from a text. */
function markJson(columns: ColumnDraft[], expression: string): void {
  const quoted = /^json_valid\(`((?:[^`]|``)+)`\)$/i.exec(expression)?.[1]?.replaceAll('``', '`');
  if (quoted === undefined) return;
  const column = columns.find((one) => one.name === quoted);
  if (column?.type === 'longtext') column.dataFormat = 'JSON';
}

function primaryFirst(a: IndexDraft, b: IndexDraft): number {
  return Number(b.primary) - Number(a.primary) || byName(a, b);
}

function namesOf(index: SnapshotIndex): string[] {
  return index.parts.map((part) => part.column ?? '');
}

/** Unique indexes are the engine's unique constraints; one over an expression is no constraint of columns. */
function uniquesOf(indexes: readonly SnapshotIndex[]): SnapshotUnique[] {
  const uniques: SnapshotUnique[] = [];
  for (const index of indexes) {
    if (!index.unique || index.primary || index.parts.some((part) => part.column === null)) continue;
    uniques.push({ name: index.name, columns: namesOf(index) });
  }
  return uniques;
}

function finishKeys(draft: TableDraft, context: FinishContext): SnapshotTable['foreignKeys'] {
  return sorted(draft.keys.values(), byName).map((key) => {
    const [refSchema, refTable] = context.target(key.refSchema, key.refTable);
    const { onUpdate, onDelete } = draft.rules.get(key.name) ?? context.defaultRule;
    const { name, columns, refColumns } = key;
    return { name, columns, refSchema, refTable, refColumns, onUpdate, onDelete, deferrable: false };
  });
}
