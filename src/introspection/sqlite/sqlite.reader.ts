import type { EngineReader } from '../engine.js';
import { SqliteSession } from './sqlite.session.js';

/** Reads SQLite files. */
export const sqliteReader: EngineReader = {
  engines: ['sqlite'],
  version: 1,
  open: async (connection, limits) => new SqliteSession(connection, limits),
  // SQLite runs inside the child: killing that ends the query.
  cancel: async () => undefined,
};
