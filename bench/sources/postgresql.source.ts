import pg from 'pg';
import { createStatements, DIALECTS } from '../schema/ddl.js';
import { generateTables } from '../schema/generate.js';
import { serverPlace, type BenchSource } from './bench-source.js';

/** Statements of one round trip, which are one transaction: every table in it holds locks until its end. */
const AT_ONCE = 500;

/** Makes a database with so many tables on a PostgreSQL server. */
export async function makePostgresqlSource(url: string, name: string, tables: number): Promise<BenchSource> {
  await onServer(url, (client) => client.query(`CREATE DATABASE "${name}"`));
  const own = new URL(url);
  own.pathname = `/${name}`;
  await onServer(own.href, async (client) => {
    let batch: string[] = [];
    const flush = async (): Promise<void> => {
      if (batch.length > 0) await client.query(batch.join(';\n'));
      batch = [];
    };
    for (const table of generateTables(tables)) {
      batch.push(...createStatements(table, DIALECTS.postgresql));
      if (batch.length >= AT_ONCE) await flush();
    }
    await flush();
    // What autovacuum does in the hours after: without it the planner knows nothing of the new catalogs.
    for (const catalog of CATALOGS) await client.query(`VACUUM ANALYZE pg_catalog.${catalog}`);
  });
  return {
    place: serverPlace('postgresql', url, name),
    drop: () => onServer(url, (client) => client.query(`DROP DATABASE "${name}" WITH (FORCE)`)),
  };
}

const CATALOGS = ['pg_class', 'pg_attribute', 'pg_attrdef', 'pg_constraint', 'pg_description', 'pg_index', 'pg_type', 'pg_depend']; // prettier-ignore

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
