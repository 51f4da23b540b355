import Database from 'better-sqlite3';
import { rm } from 'node:fs/promises';
import { createStatements, DIALECTS } from '../schema/ddl.js';
import { generateTables } from '../schema/generate.js';
import type { BenchSource } from './bench-source.js';

/** Makes a file with so many tables. */
export async function makeSqliteSource(path: string, tables: number): Promise<BenchSource> {
  const database = new Database(path);
  database.pragma('synchronous = OFF');
  database.exec('BEGIN');
  for (const table of generateTables(tables)) {
    for (const statement of createStatements(table, DIALECTS.sqlite)) database.exec(statement);
  }
  database.exec('COMMIT');
  database.close();
  const nowhere = { host: null, port: null, user: null, password: null, database: null };
  return { place: { engine: 'sqlite', path, ...nowhere }, drop: () => rm(path, { force: true }) };
}
