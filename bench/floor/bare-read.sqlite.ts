import Database from 'better-sqlite3';
import type { SourcePlace } from '../sources/bench-source.js';
import type { BareReader } from './bare-read.js';

const QUERIES = [
  String.raw`SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`,
  `SELECT m.name, p.cid, p.name, p.type, p."notnull", p.dflt_value, p.pk, p.hidden
   FROM sqlite_schema m, pragma_table_xinfo(m.name) p WHERE m.type = 'table'`,
  `SELECT m.name, f.id, f.seq, f."table", f."from", f."to", f.on_update, f.on_delete
   FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
  `SELECT m.name, i.name, i.origin, x.seqno, x.name
   FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) x WHERE m.type = 'table' AND i."unique" = 1`,
];

export async function openSqlite({ path }: SourcePlace): Promise<BareReader> {
  const database = new Database(path ?? '', { readonly: true, fileMustExist: true });
  return {
    read: async () => QUERIES.reduce((count, sql) => count + database.prepare(sql).raw(true).all().length, 0),
    close: async () => void database.close(),
  };
}
