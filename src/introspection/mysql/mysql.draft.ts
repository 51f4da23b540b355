import type { SnapshotCheck, SnapshotIndex, SnapshotTable } from '../../common/snapshot.js';
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

export interface IndexDraft {
  readonly name: string;
  readonly unique: boolean;
  readonly method: string | null;
  readonly parts: SnapshotIndex['parts'][number][];
}

/** All that has arrived of one table, in whatever order the lists came. */
export class TableDraft {
  listed: Rows['tables'] | null = null;
  definition: string | null = null;
  readonly columns: ColumnDraft[] = [];
  readonly indexes = new Map<string, IndexDraft>();
  readonly keys = new Map<string, KeyDraft>();
  readonly rules = new Map<string, KeyRules>();
  readonly checks: SnapshotCheck[] = [];
  readonly partitions = new Set<string>();

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
const KINDS: Readonly<Record<string, 'table' | 'view'>> = {
  'BASE TABLE': 'table',
  'SYSTEM VERSIONED': 'table',
  VIEW: 'view',
  'SYSTEM VIEW': 'view',
};

export const isTable = (row: Rows['tables']): boolean => row[2] in KINDS;
export const isView = (row: Rows['tables']): boolean => KINDS[row[2]] === 'view';

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
  const base = {
    schema,
    name,
    kind: view ? ('view' as const) : draft.partitions.size > 0 ? ('partitioned_table' as const) : ('table' as const),
    // The server writes the word VIEW, or why a view is broken, where a table has its comment.
    comment: problem !== null || type === 'VIEW' ? null : comment || null,
    definition: draft.definition,
  };
  if (problem !== null) {
    const nothing = { columns: [], primaryKey: [], primaryKeyName: null, uniques: [], checks: [], indexes: [] };
    return { table: { ...base, ...nothing, foreignKeys: [], partitions: 0, problem }, rowEstimate: null };
  }
  const indexes = [...draft.indexes.values()].sort(primaryFirst).map(finishIndex);
  const primary = indexes[0]?.primary === true ? indexes[0] : null;
  const table: SnapshotTable = {
    ...base,
    columns: finishColumns(draft, context),
    primaryKey: primary ? primary.parts.map((part) => part.column ?? '') : [],
    primaryKeyName: primary ? primary.name : null,
    uniques: indexes
      .filter((index) => index.unique && !index.primary && index.parts.every((part) => part.column !== null))
      .map((index) => ({ name: index.name, columns: index.parts.map((part) => part.column ?? '') })),
    checks: draft.checks.sort(byName),
    indexes,
    foreignKeys: finishKeys(draft, context),
    partitions: draft.partitions.size,
    problem: null,
  };
  return { table, rowEstimate: view || rows === null ? null : Number(rows) };
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
  return Number(b.name === 'PRIMARY') - Number(a.name === 'PRIMARY') || byName(a, b);
}

function finishIndex({ name, unique, method, parts }: IndexDraft): SnapshotIndex {
  return { name, unique, primary: name === 'PRIMARY', parts, method, predicate: null };
}

function finishKeys(draft: TableDraft, context: FinishContext): SnapshotTable['foreignKeys'] {
  if (draft.keys.size === 0) return [];
  return [...draft.keys.values()].sort(byName).map((key) => {
    const [refSchema, refTable] = context.target(key.refSchema, key.refTable);
    const { onUpdate, onDelete } = draft.rules.get(key.name) ?? context.defaultRule;
    const { name, columns, refColumns } = key;
    return { name, columns, refSchema, refTable, refColumns, onUpdate, onDelete, deferrable: false };
  });
}
