import mysql from 'mysql2/promise';
import { createStatements, DIALECTS } from '../schema/ddl.js';
import { generateTables } from '../schema/generate.js';
import { serverPlace, type BenchSource } from './bench-source.js';

/** Tables that are made with one round trip. */
const AT_ONCE = 50;

/** Makes a database with so many tables on a MariaDB or MySQL server. */
export async function makeMysqlSource(
  engine: 'mariadb' | 'mysql',
  url: string,
  name: string,
  tables: number,
): Promise<BenchSource> {
  const place = serverPlace(engine, url, name);
  await onServer(url, async (connection) => {
    await connection.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
    await connection.query(`USE \`${name}\``);
    await connection.query('SET foreign_key_checks = 0');
    let batch: string[] = [];
    const flush = async (): Promise<void> => {
      if (batch.length > 0) await connection.query(batch.join(';\n'));
      batch = [];
    };
    for (const table of generateTables(tables)) {
      batch.push(...createStatements(table, DIALECTS[engine]));
      if (batch.length >= AT_ONCE) await flush();
    }
    await flush();
  });
  return { place, drop: () => onServer(url, async (server) => void (await server.query(`DROP DATABASE \`${name}\``))) };
}

async function onServer(url: string, work: (connection: mysql.Connection) => Promise<void>): Promise<void> {
  const connection = await mysql.createConnection({ uri: url, multipleStatements: true });
  try {
    await work(connection);
  } finally {
    await connection.end();
  }
}
