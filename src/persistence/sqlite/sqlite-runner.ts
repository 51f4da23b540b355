import { QueryFailedError, QueryResult } from 'typeorm';
import type { DataSource } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import { BroadcasterResult } from 'typeorm/subscriber/BroadcasterResult.js';
import { assertOwnTransaction, readsOnly } from '../transaction-guard.js';
import { retryBusy } from './retry-busy.js';
import { bindable, definesSchema } from './sqlite-handle.js';
import type { SqliteHandle, StatementResult } from './sqlite-handle.js';
import type { SqliteStore } from './sqlite-store.js';
import type { Turn } from './write-lock.js';

/** The driver's own return type: what it is depends on the statement and on `structured`. */
type Answer = ReturnType<BetterSqlite3QueryRunner['query']>;

/**
 * A query runner of its own for each caller, over one writing and one reading connection. Stock TypeORM gives all
 * callers one runner, hence one transaction: a rollback takes the strangers' writes with it. Here the turn to write is
 * held from BEGIN IMMEDIATE to COMMIT or ROLLBACK, or for one statement; reads outside a transaction need none.
 */
export class SqliteRunner extends BetterSqlite3QueryRunner {
  readonly #store: SqliteStore;
  #turn: Turn | undefined;
  /** The turn is kept beyond single transactions: see {@link holdTurn}. */
  #held = false;
  #idle: NodeJS.Timeout | undefined;
  #expired = false;
  #changesBefore = 0;

  constructor(driver: BetterSqlite3Driver, store: SqliteStore) {
    super(driver);
    this.#store = store;
  }

  /** The raw connection that schema reading uses: the writing one only while it is ours. */
  override connect(): Promise<unknown> {
    return Promise.resolve((this.#turn ? this.#store.writer : this.#store.reader).database);
  }

  override async query(sql: string, parameters: unknown[] = [], structured = false): Answer {
    const bound = parameters.map(bindable);
    const source: DataSource = this.driver.dataSource;
    source.logger.logQuery(sql, bound, this);
    const after = new BroadcasterResult();
    await this.broadcaster.broadcast('BeforeQuery', sql, bound);
    const start = performance.now();
    try {
      const { raw, records, affected } = await this.#run(sql, bound);
      const took = performance.now() - start;
      this.broadcaster.broadcastAfterQueryEvent(after, sql, bound, true, took, raw, undefined);
      return structured ? Object.assign(new QueryResult(), { raw, affected, records: records ?? [] }) : raw;
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      source.logger.logQueryError(error, sql, bound, this);
      this.broadcaster.broadcastAfterQueryEvent(after, sql, bound, false, undefined, undefined, error);
      throw new QueryFailedError(sql, bound, this.#named(error));
    } finally {
      await after.wait();
    }
  }

  /** Takes the turn to write until `release()`, for what must stand around a transaction (migrations). */
  async holdTurn(): Promise<void> {
    this.#turn = await this.#store.lock.acquire();
    this.#held = true;
  }

  /**
   * Runs one prepared statement for each row, all at once and synchronously; answers how many rows were changed. The values
   * are bound as they are: the driver's own conversions have made texts and numbers of them.
   * @throws Error outside a transaction: these rows would each be one of their own
   */
  runPrepared(sql: string, rows: readonly (readonly unknown[])[]): number {
    this.#assertUsable();
    if (!this.#turn || !this.isTransactionActive) throw new Error('Bulk writes need a transaction.');
    this.#idle?.refresh();
    try {
      const statement = this.#store.writer.prepare(sql);
      let count = 0;
      for (const row of rows) count += statement.run(row).changes;
      return count;
    } catch (error) {
      throw isSqliteError(error) ? new QueryFailedError(sql, [], this.#named(error)) : error;
    }
  }

  override async startTransaction(): Promise<void> {
    if (this.transactionDepth > 0) return super.startTransaction();
    this.#assertUsable();
    assertOwnTransaction(this);
    this.#turn ??= await this.#store.lock.acquire();
    try {
      await super.startTransaction();
      this.#changesBefore = this.#totalChanges();
      this.#watchIdleness();
    } catch (error) {
      this.isTransactionActive = false;
      this.#endTurn();
      throw error;
    }
  }

  override async commitTransaction(): Promise<void> {
    await super.commitTransaction();
    if (this.transactionDepth > 0 || !this.#turn) return;
    const changes = this.#totalChanges() - this.#changesBefore;
    this.#endTurn();
    this.#store.committed(changes);
  }

  override async rollbackTransaction(): Promise<void> {
    if (this.transactionDepth > 1) return super.rollbackTransaction();
    try {
      // SQLite itself has rolled back after a full disk or an I/O error; there is nothing left to end then.
      if (this.#turn && this.#store.writer.database.inTransaction) await super.rollbackTransaction();
    } finally {
      this.isTransactionActive = false;
      this.transactionDepth = 0;
      this.#endTurn();
    }
  }

  /** Ends the runner for good: a statement that straggles behind its transaction is refused, never run by itself. */
  override async release(): Promise<void> {
    if (this.isReleased) return;
    this.#held = false;
    if (this.#turn) await this.rollbackTransaction();
    this.isReleased = true;
    await super.release();
  }

  override async beforeMigration(): Promise<void> {
    await this.query('PRAGMA foreign_keys = OFF');
  }

  override async afterMigration(): Promise<void> {
    await this.query('PRAGMA foreign_keys = ON');
  }

  async #run(sql: string, bound: unknown[]): Promise<StatementResult> {
    this.#assertUsable();
    const { reader, lock } = this.#store;
    if (this.#turn) {
      this.#idle?.refresh();
      if (sql === 'BEGIN TRANSACTION') return retryBusy(() => this.#write('BEGIN IMMEDIATE', bound));
      return this.#write(sql, bound);
    }
    if (readsOnly(sql) || isReadingWith(sql, reader)) return retryBusy(() => reader.execute(sql, bound));
    assertOwnTransaction(this);
    const turn = await lock.acquire();
    try {
      this.#assertUsable();
      const result = await retryBusy(() => this.#write(sql, bound));
      this.#store.committed(result.affected ?? 0);
      return result;
    } finally {
      turn.release();
    }
  }

  #write(sql: string, bound: unknown[]): StatementResult {
    const { writer, reader } = this.#store;
    const result = writer.execute(sql, bound);
    if (definesSchema(sql)) {
      writer.forgetStatements();
      reader.forgetStatements();
    }
    return result;
  }

  #watchIdleness(): void {
    const end = () => {
      this.#expired = true;
      if (this.#store.writer.database.inTransaction) this.#store.writer.database.exec('ROLLBACK');
      this.#endTurn();
    };
    this.#idle = setTimeout(end, this.#store.idleTransactionMs).unref();
  }

  #endTurn(): void {
    clearTimeout(this.#idle);
    if (this.#held) return;
    this.#turn?.release();
    this.#turn = undefined;
  }

  #assertUsable(): void {
    if (this.#expired) throw new Error('The transaction was rolled back: it had been idle for too long.');
    if (this.isReleased) throw new Error('The query runner has been released: its transaction is over.');
  }

  #totalChanges(): number {
    const row = this.#store.writer.prepare('SELECT total_changes() AS changes').get() as { changes: number };
    return row.changes;
  }

  /** SQLite names the columns of a violated unique key, not the key. */
  #named(error: Error): Error {
    const columns = /^UNIQUE constraint failed: (.+)$/.exec(error.message)?.[1]?.split(', ') ?? [];
    const [table, ...rest] = columns[0]?.split('.') ?? [];
    if (table === undefined || rest.length === 0) return error;
    const names = columns.map((column) => column.slice(table.length + 1));
    return Object.assign(error, { constraint: this.#store.uniqueName(table, names) });
  }
}

/** Told by its shape: the driver's errors are not instances of this context's Error everywhere. */
function isSqliteError(error: unknown): error is Error & { readonly code: string } {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && code.startsWith('SQLITE_');
}

/** WITH may lead a write; SQLite itself knows. */
function isReadingWith(sql: string, reader: SqliteHandle): boolean {
  return /^\s*WITH\b/i.test(sql) && reader.prepare(sql).readonly;
}
