import type Database from 'better-sqlite3';

/** Asks one statement after another and counts them; rows come as arrays. */
export class SqliteClient {
  queries = 0;

  constructor(private readonly database: Database.Database) {}

  all<Row>(sql: string, ...values: readonly unknown[]): Row[] {
    return this.#prepare<Row>(sql).all(...values) as Row[];
  }

  iterate<Row>(sql: string, ...values: readonly unknown[]): IterableIterator<Row> {
    return this.#prepare<Row>(sql).iterate(...values) as IterableIterator<Row>;
  }

  #prepare<Row>(sql: string): Database.Statement<unknown[], Row> {
    this.queries++;
    return this.database.prepare<unknown[], Row>(sql).raw(true);
  }
}
