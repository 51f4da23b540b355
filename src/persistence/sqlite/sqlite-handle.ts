import type Database from 'better-sqlite3';

export interface StatementResult {
  /** The rows, or the last inserted row's id when the statement gives none: as TypeORM wants it. */
  readonly raw: unknown;
  readonly records: unknown[] | undefined;
  readonly affected: number | undefined;
}

const CACHED_STATEMENTS = 300;
const DEFINES = /^\s*(?:CREATE|ALTER|DROP|VACUUM|REINDEX|PRAGMA)\b/i;

/** One connection to the file and its prepared statements, used by many query runners. Everything in it is synchronous. */
export class SqliteHandle {
  readonly #statements = new Map<string, Database.Statement>();

  constructor(readonly database: Database.Database) {
    // SQLite's own knows the letters of ASCII only. No index or check of the catalogue uses it.
    database.function('lower', { deterministic: true }, (value: unknown) => {
      return value === null ? null : String(value).toLowerCase();
    });
  }

  /** @throws SqliteError as the driver gives it */
  execute(sql: string, parameters: readonly unknown[]): StatementResult {
    const statement = this.prepare(sql);
    if (statement.reader) {
      const rows = statement.all(...parameters);
      return { raw: rows, records: rows, affected: undefined };
    }
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { raw: lastInsertRowid, records: undefined, affected: changes };
  }

  /** The statement from the cache; the least recently used one makes room. */
  prepare(sql: string): Database.Statement {
    const cached = this.#statements.get(sql);
    if (cached) {
      this.#statements.delete(sql);
      this.#statements.set(sql, cached);
      return cached;
    }
    const statement = this.database.prepare(sql);
    if (DEFINES.test(sql)) return statement;
    this.#statements.set(sql, statement);
    const oldest = this.#statements.keys().next();
    if (this.#statements.size > CACHED_STATEMENTS && !oldest.done) this.#statements.delete(oldest.value);
    return statement;
  }

  /** Forgets the statements: a change of the schema may have changed what they mean. */
  forgetStatements(): void {
    this.#statements.clear();
  }
}

/** Whether a statement may have changed the schema. */
export function definesSchema(sql: string): boolean {
  return /^\s*(?:CREATE|ALTER|DROP)\b/i.test(sql);
}

/** Values as better-sqlite3 binds them: it knows neither booleans nor dates. */
export function bindable(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '');
  return value === undefined ? null : value;
}
