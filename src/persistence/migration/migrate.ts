import { setTimeout as delay } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { MigrationExecutor } from 'typeorm';
import type { DataSource, QueryRunner } from 'typeorm';
import { DomainError, UnavailableError } from '../../common/errors.js';
import { SqliteRunner } from '../sqlite/sqlite-runner.js';
import { backUp } from './backup.js';

/** Any number that nobody else uses for a lock of the whole database. */
const POSTGRESQL_LOCK = 5_349_537_541;
const LOCK_WAIT_S = 60;

/**
 * Brings the catalogue's schema up to date: all pending migrations, one process at a time, an existing SQLite file
 * backed up first. Answers the names of those that were run.
 * @throws DomainError `catalogue-newer` when a newer Seshat has written to it; nothing is changed then
 */
export async function migrate(source: DataSource): Promise<readonly string[]> {
  const runner = source.createQueryRunner();
  try {
    return runner instanceof SqliteRunner
      ? await migrateSqlite(source, runner)
      : await withServerLock(source, runner, () => runAll(source, runner));
  } finally {
    await runner.release();
  }
}

/** The names of the migrations that the catalogue has not seen. @throws as {@link migrate} when it has seen unknown ones */
export async function pendingMigrations(source: DataSource): Promise<string[]> {
  const runner = source.createQueryRunner();
  try {
    const executor = new MigrationExecutor(source, runner);
    await assertKnown(source, executor);
    return (await executor.getPendingMigrations()).map(({ name }) => name);
  } finally {
    await runner.release();
  }
}

/** The statements that would make the schema what the entities say; empty when they agree. */
export async function schemaDrift(source: DataSource): Promise<string[]> {
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

/**
 * The turn is held throughout: without foreign keys nobody else may write, and TypeORM leaves them off after a failure.
 * Another process waits at BEGIN IMMEDIATE and then finds nothing left to do.
 */
async function migrateSqlite(source: DataSource, runner: SqliteRunner): Promise<readonly string[]> {
  await runner.holdTurn();
  const executor = new MigrationExecutor(source, runner);
  if ((await assertKnown(source, executor)) === 'existing' && (await executor.getPendingMigrations()).length > 0) {
    await backUp(runner, String(source.options.database));
  }
  await runner.beforeMigration();
  try {
    return await runAll(source, runner);
  } finally {
    await runner.afterMigration();
  }
}

async function runAll(source: DataSource, runner: QueryRunner): Promise<readonly string[]> {
  const executor = new MigrationExecutor(source, runner);
  executor.transaction = 'all';
  await runner.startTransaction();
  try {
    await assertKnown(source, executor);
    const done = await executor.executePendingMigrations();
    if (runner instanceof SqliteRunner) await assertForeignKeys(runner);
    await runner.commitTransaction();
    return done.map(({ name }) => name);
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}

/** Refuses a catalogue that has seen a migration which this version does not know. */
async function assertKnown(source: DataSource, executor: MigrationExecutor): Promise<'new' | 'existing'> {
  const known = new Set(source.migrations.map(({ name, constructor }) => name ?? constructor.name));
  const executed = await executor.getExecutedMigrations();
  const unknown = executed.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new DomainError(
      'catalogue-newer',
      `The catalogue was written by a newer version of Seshat (it knows ${unknown.join(', ')}). ` +
        'Start that version, or restore the backup that was made before the update. Nothing has been changed.',
    );
  }
  return executed.length > 0 ? 'existing' : 'new';
}

async function assertForeignKeys(runner: SqliteRunner): Promise<void> {
  const broken: unknown = await runner.query('PRAGMA foreign_key_check');
  if (Array.isArray(broken) && broken.length > 0) {
    throw new DomainError('catalogue-broken', `A migration would leave ${broken.length} rows that refer to nothing.`);
  }
}

async function withServerLock<T>(source: DataSource, runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  const isPostgresql = source.options.type === 'postgres';
  // MySQL's lock names are the whole server's, so ours tells catalogues apart.
  const name = `seshat-${createHash('sha256').update(String(source.driver.database)).digest('hex').slice(0, 32)}`;
  const taken = isPostgresql ? await lockPostgresql(runner) : await lockMysql(runner, name);
  if (!taken) {
    const message = 'Another process has been migrating the catalogue for a minute. Wait for it, then start again.';
    throw new UnavailableError('catalogue-migrating', message);
  }
  try {
    return await work();
  } finally {
    const release = isPostgresql ? `SELECT pg_advisory_unlock(${POSTGRESQL_LOCK})` : `SELECT RELEASE_LOCK('${name}')`;
    await runner.query(release);
  }
}

async function lockMysql(runner: QueryRunner, name: string): Promise<boolean> {
  const rows = (await runner.query('SELECT GET_LOCK(?, ?) AS taken', [name, LOCK_WAIT_S])) as { taken: unknown }[];
  return Number(rows[0]?.taken) === 1;
}

/** Asked again and again: waiting inside the server would be ended by `lock_timeout`. */
async function lockPostgresql(runner: QueryRunner): Promise<boolean> {
  const end = performance.now() + LOCK_WAIT_S * 1000;
  do {
    const rows = (await runner.query(`SELECT pg_try_advisory_lock(${POSTGRESQL_LOCK}) AS taken`)) as {
      taken: boolean;
    }[];
    if (rows[0]?.taken) return true;
    await delay(100);
  } while (performance.now() < end);
  return false;
}
