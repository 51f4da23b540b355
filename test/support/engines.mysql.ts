import { createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { ServerExecutor } from './engines.js';

/** MariaDB and MySQL. */
export const mysqlExecutor: ServerExecutor = {
  createDatabase: (name) => `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`,
  dropDatabase: (name) => `DROP DATABASE IF EXISTS \`${name}\``,
  async execute(url, sql, database) {
    const connection = await createConnection({
      host: url.hostname,
      port: Number(url.port) || 3306,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database,
      multipleStatements: true,
      connectTimeout: 10_000,
    });
    try {
      const [result] = await connection.query<RowDataPacket[] | RowDataPacket[][] | ResultSetHeader>(sql);
      const last = Array.isArray(result) && isSetOfResults(result) ? result.at(-1) : result;
      return Array.isArray(last) ? (last as Record<string, unknown>[]) : [];
    } finally {
      await connection.end();
    }
  },
};

/** Several statements answer a list of results (rows or headers), one statement a list of rows. */
function isSetOfResults(result: unknown[]): boolean {
  return result.some((item) => Array.isArray(item) || (item as object)?.constructor?.name === 'ResultSetHeader');
}
