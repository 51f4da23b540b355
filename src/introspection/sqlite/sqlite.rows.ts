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

/** Columns in their order; the hidden ones of virtual tables (arguments, ranks) are no columns of theirs. */
export function columnsOf(rows: readonly ColumnRow[], ddl: TableDdl = EMPTY_DDL): SnapshotColumn[] {
  const shown = rows.filter(([, , , , , , hidden]) => hidden !== HIDDEN.virtualTable);
  return shown.map(([, name, type, notNull, defaultValue, pk, hidden], index) => {
    const facts = ddl.columns.get(foldName(name));
    const isGenerated = hidden === HIDDEN.generated || hidden === HIDDEN.generatedStored;
    return {
      name,
      ordinal: index + 1,
      type,
      ...typeFacts(type),
      nullable: notNull === 0,
      default: defaultValue,
      identity: pk > 0 && ddl.autoincrement ? 'auto_increment' : null,
      generated: isGenerated
        ? { expression: facts?.expression ?? null, stored: hidden === HIDDEN.generatedStored }
        : null,
      enumValues: null,
      collation: facts?.collation ?? null,
      comment: null,
    };
  });
}

/** Names in key order. */
export function primaryKeyOf(rows: readonly ColumnRow[]): string[] {
  const keyed = rows.filter(([, , , , , pk]) => pk > 0);
  return keyed.sort((a, b) => a[5] - b[5]).map(([, name]) => name);
}

/** Indexes in the order of their creation, those that stand for keys and unique constraints included. */
export function indexesOf(rows: readonly IndexRow[], textOf: (index: string) => string | undefined): SnapshotIndex[] {
  return groupByIndex(rows).map((parts) => {
    const [, name, unique, origin, partial] = parts[0];
    const needsText = partial === 1 || parts.some(([, , , , , , column]) => column === null);
    const text = needsText ? textOf(name) : undefined;
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
