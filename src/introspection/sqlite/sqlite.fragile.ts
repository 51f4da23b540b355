import type { SnapshotTable } from '../../common/snapshot.js';
import type { SqliteClient } from './sqlite.client.js';
import { commentsOf } from './sqlite.comments.js';
import { viewQuery } from './sqlite.index-ddl.js';
import * as sql from './sqlite.queries.js';
import { bareTable, columnsOf, type FileObject } from './sqlite.rows.js';

/**
 * Views and virtual tables, any of which may be broken: a dropped table, a module that is not here. A broken one fails
 * the query that meets it; the next query goes on after it. So there are as many queries as broken ones, and one more.
 */
export function* fragileTables(client: SqliteClient, objects: readonly FileObject[]): Generator<SnapshotTable> {
  const texts = new Map(objects.length === 0 ? [] : client.all<sql.TextRow>(sql.FRAGILE_TEXTS));
  const { rows, problems } = readColumns(client, objects);
  for (const { rowid, name, kind } of objects) {
    const text = texts.get(rowid) ?? null;
    const definition = text !== null && kind === 'view' ? viewQuery(text) : text;
    const problem = problems.get(rowid) ?? null;
    const columns = problem === null ? columnsOf(rows.get(rowid) ?? []) : [];
    const comment = text === null || kind !== 'view' ? null : commentsOf(text).object;
    yield { ...bareTable(name, kind), comment, definition, columns, problem };
  }
}

function readColumns(
  client: SqliteClient,
  objects: readonly FileObject[],
): { rows: Map<number, sql.ColumnRow[]>; problems: Map<number, string> } {
  const rows = new Map<number, sql.ColumnRow[]>();
  const problems = new Map<number, string>();
  if (objects.length === 0) return { rows, problems };
  const rowids = client.all<readonly [number]>(sql.FRAGILE_ROWIDS).map(([rowid]) => rowid);
  let last = -1;
  for (;;) {
    try {
      for (const [rowid, json] of client.iterate<sql.ColumnsJsonRow>(sql.FRAGILE_COLUMNS, last)) {
        last = rowid;
        const row = JSON.parse(json) as sql.ColumnRow;
        const own = rows.get(rowid);
        if (own) own.push(row);
        else rows.set(rowid, [row]);
      }
      return { rows, problems };
    } catch (error) {
      // Rows come object by object: what failed is the first one after the last that gave any.
      const broken = rowids.find((rowid) => rowid > last);
      if (broken === undefined || !isOwnFault(error)) throw error;
      problems.set(broken, error.message);
      last = broken;
    }
  }
}

/** Broken are objects that SQLite refuses to compile; a locked or damaged file is the file's fault. */
function isOwnFault(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR';
}
