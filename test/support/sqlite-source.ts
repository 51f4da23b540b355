import { join } from 'node:path';
import Database from 'better-sqlite3';

let files = 0;

/** An SQLite source that a test makes and changes. */
export interface SqliteSource {
  readonly path: string;
  run(sql: string): void;
}

/** Makes one in the directory by the script. */
export function sqliteSource(directory: string, script: string): SqliteSource {
  const path = join(directory, `source-${++files}.sqlite`);
  const run = (sql: string): void => {
    const database = new Database(path);
    try {
      database.exec(sql);
    } finally {
      database.close();
    }
  };
  run(script);
  return { path, run };
}
