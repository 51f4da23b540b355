import pg from 'pg';
import type { ServerExecutor } from './engines.js';

/** PostgreSQL. */
export const postgresqlExecutor: ServerExecutor = {
  createDatabase: (name) => `CREATE DATABASE "${name}" TEMPLATE template0 ENCODING 'UTF8'`,
  dropDatabase: (name) => `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`,
  async execute(url, sql, database) {
    const client = new pg.Client({
      host: url.hostname,
      port: Number(url.port) || 5432,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: database ?? (decodeURIComponent(url.pathname.slice(1)) || 'postgres'),
      connectionTimeoutMillis: 10_000,
    });
    await client.connect();
    try {
      const result: unknown = await client.query(sql);
      const last = (Array.isArray(result) ? result.at(-1) : result) as { rows?: Record<string, unknown>[] };
      return last.rows ?? [];
    } finally {
      await client.end();
    }
  },
};
