import type { SnapshotTable, TableKind } from '../../common/snapshot.js';
import type { ReadScope, ReadSink } from '../engine.js';
import { scopeFilter } from '../scope.js';
import { GroupedRows } from './grouped-rows.js';
import type { SqliteClient } from './sqlite.client.js';
import { commentsOf } from './sqlite.comments.js';
import { parseCreateTable } from './sqlite.ddl.js';
import { ForeignKeys } from './sqlite.foreign-keys.js';
import { readFragile } from './sqlite.fragile.js';
import * as sql from './sqlite.queries.js';
import { bareTable, columnsOf, indexesOf, MAIN, primaryKeyOf, uniquesOf, type FileObject } from './sqlite.rows.js';

const KINDS: Readonly<Record<string, TableKind>> = { table: 'table', view: 'view', virtual: 'virtual_table' };
const PROGRESS_EVERY = 200;

/** Reads a file table by table, in the order of creation, ordinary tables before views and virtual ones. */
export async function readFile(client: SqliteClient, scope: ReadScope, sink: ReadSink): Promise<void> {
  const objects = client.all<sql.ObjectRow>(sql.OBJECTS);
  const inScope = scopeFilter(scope);
  const own = ownObjects(client, objects);
  const listed = own.filter(({ name }) => inScope(MAIN, name));
  const estimates = rowEstimates(client);
  sink.progress('tables', listed.length, listed.length);
  let done = 0;
  const send = async (table: SnapshotTable): Promise<void> => {
    const more = sink.table(table, estimates.get(table.name) ?? null);
    if (++done % PROGRESS_EVERY === 0) sink.progress('columns', done, listed.length);
    if (more) await more;
  };
  const keys = new ForeignKeys(client.all<sql.ForeignKeyRow>(sql.FOREIGN_KEYS), objects);
  learnTargetsAhead(client, keys, own, listed);
  await readOrdinary(client, listed.filter(({ kind }) => kind === 'table'), keys, send); // prettier-ignore
  await readFragile(client, listed.filter(({ kind }) => kind !== 'table'), send); // prettier-ignore
  sink.progress('columns', listed.length, listed.length);
  sink.progress('relationships', keys.count, keys.count);
}

/** What the file holds: no shadow tables of virtual ones, none of SQLite's own. */
function ownObjects(client: SqliteClient, objects: readonly sql.ObjectRow[]): FileObject[] {
  const kinds = new Map(client.all<sql.KindRow>(sql.KINDS));
  const own: FileObject[] = [];
  for (const [rowid, name] of objects) {
    const kind = KINDS[kinds.get(name) ?? ''];
    if (kind && !/^sqlite_/i.test(name)) own.push({ rowid, name, kind });
  }
  return own;
}

function rowEstimates(client: SqliteClient): Map<string, number> {
  const known = client.all("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1' AND type = 'table'");
  if (known.length === 0) return new Map();
  const rows = client.all<readonly [string, unknown]>(sql.ROW_ESTIMATES);
  return new Map(rows.filter((row): row is [string, number] => Number.isSafeInteger(row[1]) && Number(row[1]) >= 0));
}

/** Keys may point ahead, or out of the scope: what they point to is asked for in one query, whatever their number. */
function learnTargetsAhead(
  client: SqliteClient,
  keys: ForeignKeys,
  own: readonly FileObject[],
  listed: readonly FileObject[],
): void {
  const ordinary = new Set(own.filter(({ kind }) => kind === 'table').map(({ rowid }) => rowid));
  const targets = keys.targetsAhead(new Set(listed.map(({ rowid }) => rowid))).filter(([rowid]) => ordinary.has(rowid));
  if (targets.length === 0) return;
  const names = JSON.stringify(targets.map(([, name]) => name));
  const found = new GroupedRows(client.iterate<readonly [number, string, number]>(sql.COLUMNS_OF, names));
  targets.forEach(([rowid], index) => {
    const rows = found.take(index);
    const keyed = rows.filter(([, , pk]) => pk > 0).sort((a, b) => a[2] - b[2]);
    keys.know(rowid, { columns: rows.map(([, name]) => name), primaryKey: keyed.map(([, name]) => name) });
  });
  found.close();
}

async function readOrdinary(
  client: SqliteClient,
  tables: readonly FileObject[],
  keys: ForeignKeys,
  send: (table: SnapshotTable) => Promise<void>,
): Promise<void> {
  const texts = new GroupedRows(client.iterate<sql.TextRow>(sql.TEXTS));
  const columnRows = new GroupedRows(client.iterate<sql.ColumnsJsonRow>(sql.COLUMNS));
  const indexRows = new GroupedRows(client.iterate<sql.IndexRow>(sql.INDEXES));
  let indexTexts: Map<string, string> | undefined;
  const textOf = (index: string): string | undefined => {
    indexTexts ??= new Map(client.all<readonly [string, string]>(sql.INDEX_TEXTS));
    return indexTexts.get(index);
  };
  try {
    for (const { rowid, name } of tables) {
      const text = texts.take(rowid)[0]?.[1] ?? '';
      const ddl = parseCreateTable(text);
      const comments = commentsOf(text);
      const rows = JSON.parse(columnRows.take(rowid)[0]?.[1] ?? '[]') as sql.ColumnRow[];
      const indexes = indexRows.take(rowid);
      const primaryKey = primaryKeyOf(rows);
      keys.know(rowid, { columns: rows.map((row) => row[1]), primaryKey });
      await send({
        ...bareTable(name, 'table'),
        comment: comments.object,
        columns: columnsOf(rows, ddl, comments.columns),
        primaryKey,
        primaryKeyName: ddl.primaryKeyName,
        uniques: uniquesOf(indexes, ddl),
        checks: ddl.checks,
        indexes: indexesOf(indexes, textOf),
        foreignKeys: keys.of(rowid, ddl),
      });
    }
  } finally {
    for (const stream of [texts, columnRows, indexRows]) stream.close();
  }
}
