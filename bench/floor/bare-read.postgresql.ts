import pg from 'pg';
import type { SourcePlace } from '../sources/bench-source.js';
import type { BareReader } from './bare-read.js';

const USER_TABLES = `c.relkind IN ('r','p','v','m','f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

const QUERIES = [
  `SELECT c.oid, n.nspname, c.relname, c.relkind, d.description
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
   WHERE ${USER_TABLES}`,
  `SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
     a.attgenerated, pg_get_expr(ad.adbin, ad.adrelid), d.description
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
   LEFT JOIN pg_description d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
   WHERE ${USER_TABLES}`,
  `SELECT k.oid, k.conname, k.contype, k.conrelid, k.confrelid, k.conkey, k.confkey, k.confupdtype, k.confdeltype, k.condeferrable
   FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
   LEFT JOIN pg_constraint p ON p.oid = k.conparentid
   WHERE k.contype IN ('p','u','f') AND p.conrelid IS DISTINCT FROM k.conrelid
     AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`,
];

/** Values are taken as the server sends them: turning them into JavaScript's types is work that a reader may leave out. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

export async function openPostgresql({ host, port, user, password, database }: SourcePlace): Promise<BareReader> {
  const client = new pg.Client({
    host: host ?? undefined,
    port: port ?? undefined,
    user: user ?? undefined,
    password: password ?? undefined,
    database: database ?? undefined,
    // Compiling queries that run once costs more than it saves.
    options: '-c jit=off',
  });
  await client.connect();
  return {
    read: async () => {
      let count = 0;
      for (const text of QUERIES) count += (await client.query({ text, rowMode: 'array', types: AS_TEXT })).rows.length;
      return count;
    },
    close: () => client.end(),
  };
}
