import Database from 'better-sqlite3';

/** Makes an SQLite file by a script of our own. @throws when it exists already, or the script is wrong */
export function makeSqliteFile(path: string, script: string): void {
  const database = new Database(path);
  try {
    database.exec(script);
  } finally {
    database.close();
  }
}
