import { chmod } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { DataSource } from 'typeorm';
import type { BetterSqlite3DataSourceOptions } from 'typeorm/driver/better-sqlite3/BetterSqlite3DataSourceOptions.js';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { EntityManager, QueryRunner } from 'typeorm';
import { guardManager } from '../transaction-guard.js';
import { Checkpointer } from './checkpointer.js';
import { retryBusy } from './retry-busy.js';
import { SqliteHandle } from './sqlite-handle.js';
import { SqliteRunner } from './sqlite-runner.js';
import type { SqliteStore } from './sqlite-store.js';
import { WriteLock } from './write-lock.js';

/** Says in the file's header that it is a catalogue of ours ("SESH"): no source may be one. */
export const CATALOGUE_APPLICATION_ID = 0x53455348;

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
    super({ ...rest, type: 'better-sqlite3', database: path, timeout: 0, prepareDatabase });
    this.#settings = options;
    this.#lock = new WriteLock(lockTimeoutMs);
    this.#checkpointer = new Checkpointer(path);
  }

  override async initialize(): Promise<this> {
    await super.initialize();
    const { path, idleTransactionMs = 15_000 } = this.#settings;
    await chmod(path, 0o600);
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

/** A commit survives the death of the process; one of the last moment may be lost with the machine's power, none is torn. */
async function prepareDatabase(database: Database.Database): Promise<void> {
  await retryBusy(() => {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('wal_autocheckpoint = 0');
    database.pragma('journal_size_limit = 67108864');
    database.pragma('trusted_schema = OFF');
    if (database.pragma('application_id', { simple: true }) !== CATALOGUE_APPLICATION_ID) {
      database.pragma(`application_id = ${CATALOGUE_APPLICATION_ID}`);
    }
  });
}
