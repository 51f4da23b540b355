import type { Engine } from '../common/snapshot.js';
import type { EngineReader } from './engine.js';

const mysql = async (): Promise<EngineReader> => (await import('./mysql/mysql.reader.js')).mysqlReader;

/** The one choice point of engines: a reader, and with it its driver, is loaded when it is needed and not before. */
const READERS: Readonly<Record<Engine, () => Promise<EngineReader>>> = {
  sqlite: async () => (await import('./sqlite/sqlite.reader.js')).sqliteReader,
  mariadb: mysql,
  mysql,
  postgresql: async () => (await import('./postgresql/postgresql.reader.js')).postgresqlReader,
};

export function readerOf(engine: Engine): Promise<EngineReader> {
  return READERS[engine]();
}
