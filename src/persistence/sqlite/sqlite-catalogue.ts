import Database from 'better-sqlite3';
import { DataSource } from 'typeorm';
import type { BetterSqlite3DataSourceOptions } from 'typeorm/driver/better-sqlite3/BetterSqlite3DataSourceOptions.js';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { EntityManager, QueryRunner } from 'typeorm';
import { guardManager } from '../transaction-guard.js';
import { makeCatalogueFile, prepareCatalogue } from './catalogue-file.js';
import { Checkpointer } from './checkpointer.js';
import { retryBusy } from './retry-busy.js';
import { SqliteHandle } from './sqlite-handle.js';
import { SqliteRunner } from './sqlite-runner.js';
import type { SqliteStore } from './sqlite-store.js';
import { WriteLock } from './write-lock.js';

export interface SqliteCatalogueOptions extends Omit<
  BetterSqlite3DataSourceOptions,
  'type' | 'database' | 'timeout' | 'prepareDatabase'
> {
  /** Absolute path of the file. */
  readonly path: string;
  /** How long a writer waits for its turn. Default 30 s. */
  readonly lockTimeoutMs?: number;
  /** A transaction without a statement for so long is rolled back. Default 15 s, as on the servers. */
  readonly idleTransactionMs?: number;
}

/**
 * The embedded catalogue: TypeORM's DataSource with one writer at a time and readers beside it. The driver's own
 * createQueryRunner, which gives all callers one transaction, is called by nothing but this class's override.
 */
export class SqliteCatalogue extends DataSource {
  readonly #settings: SqliteCatalogueOptions;
  readonly #lock: WriteLock;
  readonly #checkpointer: Checkpointer;
  #store: SqliteStore | undefined;

  constructor(options: SqliteCatalogueOptions) {
    const { path, lockTimeoutMs, idleTransactionMs: _idle, ...rest } = options;
    super({ ...rest, type: 'better-sqlite3', database: path, timeout: 0, prepareDatabase: prepareCatalogue });
    this.#settings = options;
    this.#lock = new WriteLock(lockTimeoutMs);
    this.#checkpointer = new Checkpointer(path);
  }

  override async initialize(): Promise<this> {
    const { path, idleTransactionMs = 15_000 } = this.#settings;
    await makeCatalogueFile(path);
    await super.initialize();
    const driver = this.driver as BetterSqlite3Driver;
    this.#store = {
      writer: new SqliteHandle(driver.databaseConnection as Database.Database),
      reader: new SqliteHandle(await retryBusy(() => new Database(path, { readonly: true, timeout: 0 }))),
      lock: this.#lock,
      idleTransactionMs,
      committed: (changes) => this.#checkpointer.committed(changes),
      uniqueName: (table, columns) => this.#uniqueName(table, columns),
    };
    return this;
  }

  override createQueryRunner(): QueryRunner {
    if (!this.#store) throw new Error('The catalogue is not open yet, or closed.');
    const runner: QueryRunner = new SqliteRunner(this.driver as BetterSqlite3Driver, this.#store);
    Object.assign(runner, { manager: this.createEntityManager(runner) });
    return runner;
  }

  override createEntityManager(runner?: QueryRunner): EntityManager {
    return guardManager(super.createEntityManager(runner));
  }

  /** Waits for the writer of the moment, then closes everything. */
  override async destroy(): Promise<void> {
    const store = this.#store;
    const turn = await this.#lock.acquire();
    try {
      this.#store = undefined;
      await this.#checkpointer.close();
      store?.reader.database.close();
      await super.destroy();
    } finally {
      turn.release();
    }
  }

  #uniqueName(table: string, columns: readonly string[]): string | undefined {
    const metadata = this.entityMetadatas.find(({ tableName }) => tableName === table);
    const keys = [...(metadata?.uniques ?? []), ...(metadata?.indices.filter(({ isUnique }) => isUnique) ?? [])];
    const wanted = columns.join('\n');
    return keys.find((key) => key.columns.map(({ databaseName }) => databaseName).join('\n') === wanted)?.name;
  }
}
