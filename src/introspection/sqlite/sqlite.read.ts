import type { SnapshotTable, TableKind } from '../../common/snapshot.js';
import type { ReadScope, ReadSink } from '../engine.js';
import { scopeFilter } from '../scope.js';
import { GroupedRows } from './grouped-rows.js';
import type { SqliteClient } from './sqlite.client.js';
import { ForeignKeys } from './sqlite.foreign-keys.js';
import { fragileTables } from './sqlite.fragile.js';
import * as sql from './sqlite.queries.js';
import { MAIN, needsText, type FileObject } from './sqlite.rows.js';
import { factsOf, makeTable, targetOf, type TableParts } from './sqlite.table.js';

const KINDS: Readonly<Record<string, TableKind>> = { table: 'table', view: 'view', virtual: 'virtual_table' };
const PROGRESS_EVERY = 200;
const NONE: ReadonlyMap<string, string> = new Map();

/** Reads a file table by table, in the order of creation, ordinary tables before views and virtual ones. */
export async function readFile(client: SqliteClient, scope: ReadScope, sink: ReadSink): Promise<void> {
  const objects = client.all<sql.ObjectRow>(sql.OBJECTS);
  const inScope = scopeFilter(scope);
  const own = ownObjects(client, objects);
  const listed = own.filter(({ name }) => inScope(MAIN, name));
  const estimates = rowEstimates(client);
  sink.progress('tables', listed.length, listed.length);
  let done = 0;
  const estimateOf = (name: string): number | null => {
    if (++done % PROGRESS_EVERY === 0) sink.progress('columns', done, listed.length);
    return estimates.get(name) ?? null;
  };
  const keys = new ForeignKeys(client.all<sql.ForeignKeyRow>(sql.FOREIGN_KEYS), objects);
  learnTargetsAhead(client, keys, own, listed);
  const ordinary = listed.filter(({ kind }) => kind === 'table');
  for (const { name, facts, make } of ordinaryTables(client, ordinary, keys)) {
    const more = sink.tableOf(facts, estimateOf(name), make);
    if (more) await more;
  }
  const fragile = listed.filter(({ kind }) => kind !== 'table');
  for (const table of fragileTables(client, fragile)) await sink.table(table, estimateOf(table.name));
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

/** Texts of indexes, asked for when the first is needed. */
class IndexTexts {
  #texts: ReadonlyMap<string, string> | undefined;

  constructor(private readonly client: SqliteClient) {}

  of(indexes: readonly sql.IndexRow[]): ReadonlyMap<string, string> {
    if (!indexes.some(needsText)) return NONE;
    const texts = (this.#texts ??= new Map(this.client.all<readonly [string, string]>(sql.INDEX_TEXTS)));
    return new Map(indexes.filter(needsText).map(([, name]) => [name, texts.get(name) ?? '']));
  }
}

interface OrdinaryTable {
  readonly name: string;
  readonly facts: string;
  readonly make: () => SnapshotTable;
}

function* ordinaryTables(
  client: SqliteClient,
  tables: readonly FileObject[],
  keys: ForeignKeys,
): Generator<OrdinaryTable> {
  const texts = new GroupedRows(client.iterate<sql.TextRow>(sql.TEXTS));
  const columnRows = new GroupedRows(client.iterate<sql.ColumnsJsonRow>(sql.COLUMNS));
  // All at once: few rows, and half the time of what a third stream in turn with the others takes (measured).
  const indexRows = new GroupedRows(client.all<sql.IndexRow>(sql.INDEXES).values());
  const indexTexts = new IndexTexts(client);
  try {
    for (const { rowid, name } of tables) {
      const text = texts.take(rowid)[0]?.[1] ?? '';
      const columns = columnRows.take(rowid)[0]?.[1] ?? '[]';
      const indexes = indexRows.take(rowid);
      if (keys.wants(rowid)) keys.know(rowid, targetOf(columns));
      const foreignKeys = keys.of(rowid);
      const parts: TableParts = { name, text, columns, indexes, indexTexts: indexTexts.of(indexes), foreignKeys };
      yield { name, facts: factsOf(parts), make: () => makeTable(parts) };
    }
  } finally {
    for (const stream of [texts, columnRows]) stream.close();
  }
}
