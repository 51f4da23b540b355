import type { SnapshotColumn, SnapshotIndex, SnapshotTable, SnapshotUnique, TableKind } from '../../common/snapshot.js';
import { EMPTY_DDL, type TableDdl } from './sqlite.ddl.js';
import { parseCreateIndex, type IndexDdl } from './sqlite.index-ddl.js';
import type { ColumnRow, IndexRow } from './sqlite.queries.js';
import { foldName } from './sqlite.tokens.js';
import { typeFacts } from './sqlite.types.js';

/** The one schema that is read of a file. */
export const MAIN = 'main';

/** A table or view of the file. */
export interface FileObject {
  readonly rowid: number;
  readonly name: string;
  readonly kind: TableKind;
}

/** What `hidden` of table_xinfo means. */
const HIDDEN = { virtualTable: 1, generated: 2, generatedStored: 3 } as const;

/** Places in a {@link ColumnRow}. */
const COLUMN = { name: 1, type: 2, notNull: 3, defaultValue: 4, pk: 5, hidden: 6 } as const;

const NO_COMMENTS: ReadonlyMap<string, string> = new Map();

/** A table of which nothing is known but its name. */
export function bareTable(name: string, kind: TableKind): SnapshotTable {
  return {
    schema: MAIN,
    name,
    kind,
    comment: null,
    definition: null,
    columns: [],
    primaryKey: [],
    primaryKeyName: null,
    uniques: [],
    checks: [],
    indexes: [],
    foreignKeys: [],
    partitions: 0,
    problem: null,
  };
}

/**
 * Columns in their order; the hidden ones of virtual tables (arguments, ranks) are no columns of theirs.
 * The busiest loop of a read, so rows are taken by index: destructuring them costs twice the time.
 */
export function columnsOf(
  rows: readonly ColumnRow[],
  ddl: TableDdl = EMPTY_DDL,
  comments: ReadonlyMap<string, string> = NO_COMMENTS,
): SnapshotColumn[] {
  const columns: SnapshotColumn[] = [];
  for (const row of rows) {
    const hidden = row[COLUMN.hidden];
    if (hidden === HIDDEN.virtualTable) continue;
    const name = row[COLUMN.name];
    const type = row[COLUMN.type];
    const facts = ddl.columns.size === 0 ? undefined : ddl.columns.get(foldName(name));
    const { dataFormat, length, precision, scale } = typeFacts(type);
    const isGenerated = hidden === HIDDEN.generated || hidden === HIDDEN.generatedStored;
    columns.push({
      name,
      ordinal: columns.length + 1,
      type,
      dataFormat,
      length,
      precision,
      scale,
      nullable: row[COLUMN.notNull] === 0,
      default: row[COLUMN.defaultValue],
      identity: ddl.autoincrement && row[COLUMN.pk] > 0 ? 'auto_increment' : null,
      generated: isGenerated
        ? { expression: facts?.expression ?? null, stored: hidden === HIDDEN.generatedStored }
        : null,
      enumValues: null,
      collation: facts?.collation ?? null,
      comment: comments.size === 0 ? null : (comments.get(foldName(name)) ?? null),
    });
  }
  return columns;
}

/** Names in key order. */
export function primaryKeyOf(rows: readonly ColumnRow[]): string[] {
  const keyed = rows.filter((row) => row[COLUMN.pk] > 0);
  if (keyed.length > 1) keyed.sort((a, b) => a[COLUMN.pk] - b[COLUMN.pk]);
  return keyed.map((row) => row[COLUMN.name]);
}

/** Whether the pragmas leave something of the index to its text: a condition, an expression. */
export function needsText(row: IndexRow): boolean {
  return row[4] === 1 || row[6] === null;
}

/** Indexes in the order of their creation, those that stand for keys and unique constraints included. */
export function indexesOf(rows: readonly IndexRow[], texts: ReadonlyMap<string, string>): SnapshotIndex[] {
  return groupByIndex(rows).map((parts) => {
    const [, name, unique, origin] = parts[0];
    const text = parts.some(needsText) ? texts.get(name) : undefined;
    const ddl: IndexDdl = text === undefined ? { parts: [], predicate: null } : parseCreateIndex(text);
    return {
      name,
      unique: unique === 1,
      primary: origin === 'pk',
      parts: parts.map(([, , , , , , column, descending], index) => ({
        column,
        expression: column === null ? (ddl.parts[index] ?? '') : null,
        descending: descending === 1,
      })),
      method: 'btree',
      predicate: ddl.predicate,
    };
  });
}

/** Unique constraints as the pragma has them, with the names that the text gives them. */
export function uniquesOf(rows: readonly IndexRow[], ddl: TableDdl): SnapshotUnique[] {
  const nameless = [...ddl.uniques];
  return groupByIndex(rows.filter(([, , , origin]) => origin === 'u')).map((parts) => {
    const columns = parts.map(([, , , , , , column]) => column ?? '');
    const at = nameless.findIndex((one) => sameNames(one.columns, columns));
    return { name: at < 0 ? null : (nameless.splice(at, 1)[0]?.name ?? null), columns };
  });
}

/** Whether two lists name the same columns, as SQLite compares names. */
export function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => foldName(name) === foldName(b[index] ?? ''));
}

/** The pragma lists the newest index first. */
function groupByIndex(rows: readonly IndexRow[]): [IndexRow, ...IndexRow[]][] {
  const groups: [IndexRow, ...IndexRow[]][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0][1] === row[1]) last.push(row);
    else groups.push([row]);
  }
  return groups.reverse();
}
