import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { AbstractLogger, DataSource } from 'typeorm';
import { CATALOGUE_APPLICATION_ID } from '../../src/common/catalogue-file-id.js';
import { IdSequence } from '../../src/persistence/bulk/id-sequence.entity.js';
import { bulkInsert } from '../../src/persistence/bulk/bulk.js';
import { migrate } from '../../src/persistence/migration/migrate.js';
import { SnakeCaseNaming } from '../../src/persistence/naming.js';
import { SqliteCatalogue } from '../../src/persistence/sqlite/sqlite-catalogue.js';
import { managerOf } from '../../src/persistence/tx.js';
import { TypeormTransactions } from '../../src/persistence/typeorm-transactions.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { owner, SampleItem, SampleOwner, SampleTables1700000000001 } from './persistence-sample.js';

const common = {
  entities: [SampleOwner, SampleItem, IdSequence],
  migrations: [SampleTables1700000000001],
  migrationsTableName: 'schema_migration',
  namingStrategy: new SnakeCaseNaming(),
};

interface Opened {
  readonly path: string;
  readonly source: DataSource;
  readonly transactions: TypeormTransactions;
}

const open: DataSource[] = [];

async function opened(settings: { lockTimeoutMs?: number; idleTransactionMs?: number } = {}): Promise<Opened> {
  const path = join(temporaryDirectory('sqlite'), 'catalogue.sqlite');
  const source = new SqliteCatalogue({ ...common, ...settings, path });
  await source.initialize();
  open.push(source);
  await migrate(source);
  return { path, source, transactions: new TypeormTransactions(source) };
}

async function stock(): Promise<DataSource> {
  const database = join(temporaryDirectory('stock'), 'catalogue.sqlite');
  const source = new DataSource({ ...common, type: 'better-sqlite3', database, enableWAL: true, migrationsRun: true });
  await source.initialize();
  open.push(source);
  return source;
}

/** A transaction that is rolled back after a while, and strangers' writes that are acknowledged meanwhile. */
async function acknowledgedBeside(source: DataSource): Promise<string[]> {
  const acknowledged: string[] = [];
  const failing = source.transaction(async (manager) => {
    await manager.insert(SampleOwner, owner('rolled-back'));
    await delay(100);
    throw new Error('no');
  });
  await delay(20);
  const strangers = ['stranger1', 'stranger2'].map(async (id) => {
    await source.manager.insert(SampleOwner, owner(id));
    acknowledged.push(id);
  });
  await Promise.allSettled([failing, ...strangers]);
  return acknowledged;
}

const idsOf = async (source: DataSource) => (await source.manager.find(SampleOwner)).map(({ id }) => id).sort();

afterEach(async () => {
  for (const source of open.splice(0)) if (source.isInitialized) await source.destroy();
});

describe('the trap of one connection', () => {
  it('is real: with a stock DataSource a rollback takes acknowledged writes of strangers with it', async () => {
    const source = await stock();
    const acknowledged = await acknowledgedBeside(source);
    const kept = await idsOf(source);
    expect(acknowledged).toEqual(['stranger1', 'stranger2']);
    expect(kept).toEqual([]);
  });

  it('is real: with a stock DataSource others see what is not committed', async () => {
    const source = await stock();
    const seen: number[] = [];
    const writing = source.transaction(async (manager) => {
      await manager.insert(SampleOwner, owner('dirty'));
      await delay(50);
      throw new Error('no');
    });
    await delay(20);
    seen.push(await source.manager.count(SampleOwner));
    await writing.catch(() => undefined);
    expect(seen).toEqual([1]);
  });

  it('is closed: with ours every acknowledged write stays', async () => {
    const { source } = await opened();
    expect(await acknowledgedBeside(source)).toEqual(['stranger1', 'stranger2']);
    expect(await idsOf(source)).toEqual(['stranger1', 'stranger2']);
  });
});

describe('the embedded catalogue', () => {
  it('tells a writer that waits in vain, and serves the next one', async () => {
    const { source, transactions } = await opened({ lockTimeoutMs: 100 });
    const long = transactions.run(async (tx) => {
      await managerOf(tx).insert(SampleOwner, owner('long'));
      await delay(300);
    });
    await delay(10);
    await expect(source.manager.insert(SampleOwner, owner('vain'))).rejects.toMatchObject({ code: 'catalogue-busy' });
    await long;
    await source.manager.insert(SampleOwner, owner('next'));
    expect(await idsOf(source)).toEqual(['long', 'next']);
  });

  it('rolls back a transaction that was forgotten, and refuses its later writes', async () => {
    const { source, transactions } = await opened({ idleTransactionMs: 100 });
    const forgotten = transactions.run(async (tx) => {
      await managerOf(tx).insert(SampleOwner, owner('forgotten'));
      await delay(300);
      await managerOf(tx).insert(SampleOwner, owner('too-late'));
    });
    const waiting = source.manager.insert(SampleOwner, owner('waited'));
    await expect(forgotten).rejects.toThrow('idle for too long');
    await waiting;
    expect(await idsOf(source)).toEqual(['waited']);
  });

  it('refuses to commit what was rolled back for idleness', async () => {
    const { source, transactions } = await opened({ idleTransactionMs: 50 });
    const forgotten = transactions.run(async (tx) => {
      await managerOf(tx).insert(SampleOwner, owner('forgotten'));
      await delay(150);
    });
    await expect(forgotten).rejects.toThrow('idle for too long');
    expect(await idsOf(source)).toEqual([]);
  });

  it('waits for another process without stopping the event loop', async () => {
    const { path, source } = await opened();
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    const writing = source.manager.insert(SampleOwner, owner('waited'));
    await delay(300);
    other.exec('COMMIT');
    other.close();
    await writing;
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(20);
    expect(await idsOf(source)).toEqual(['waited']);
  });

  it('keeps foreign keys on, also after a migration that failed', async () => {
    const { source } = await opened();
    class Failing1700000000002 {
      async up(): Promise<void> {
        throw new Error('a migration that fails');
      }
      async down(): Promise<void> {
        return undefined;
      }
    }
    source.setOptions({ logger: new SilentLogger() });
    source.migrations.push(new Failing1700000000002());
    await expect(migrate(source)).rejects.toThrow('a migration that fails');
    const orphan = source.manager.insert(SampleItem, { id: 1, ownerId: 'nobody', name: 'x' });
    await expect(orphan).rejects.toThrow(/FOREIGN KEY/);
  });

  it('keeps its log small while much is written, and the loop free', async () => {
    const { path, transactions } = await opened();
    const wal = () => statSync(`${path}-wal`).size;
    await transactions.run((tx) => bulkInsert(tx, SampleOwner, many(0)));
    const once = wal();
    for (let round = 1; round <= 6; round++) {
      await delay(250);
      await transactions.run((tx) => bulkInsert(tx, SampleOwner, many(round)));
    }
    expect(wal()).toBeLessThan(once * 4);
  }, 60_000);

  it('says in its header what it is, is the owner’s alone, and leaves no log when closed', async () => {
    const { path, source } = await opened();
    await source.manager.insert(SampleOwner, owner('a'));
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(path + suffix).mode & 0o777).toBe(0o600);
    await source.destroy();
    expect(() => statSync(`${path}-wal`)).toThrow('ENOENT');
    const plain = new Database(path, { readonly: true });
    expect(plain.pragma('application_id', { simple: true })).toBe(CATALOGUE_APPLICATION_ID);
    expect(plain.prepare('SELECT count(*) AS n FROM sample_owner').get()).toEqual({ n: 1 });
    plain.close();
  });
});

describe('a file that is not a catalogue', () => {
  const catalogue = (path: string) => new SqliteCatalogue({ ...common, path });

  it('is refused when it is somebody else’s database, and left as it was', async () => {
    const path = join(temporaryDirectory('other'), 'other.sqlite');
    const other = new Database(path);
    other.exec('CREATE TABLE theirs (id integer)');
    other.close();
    const before = readFileSync(path);
    await expect(catalogue(path).initialize()).rejects.toMatchObject({ code: 'catalogue-refused' });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is refused when it is no database, or cannot be made', async () => {
    const path = join(temporaryDirectory('other'), 'text.sqlite');
    writeFileSync(path, 'just a text file, long enough to be looked at as a database header\n'.repeat(20));
    await expect(catalogue(path).initialize()).rejects.toThrow('is not an SQLite database');
    await expect(catalogue(join(path, 'below')).initialize()).rejects.toThrow('cannot be made');
  });
});

class SilentLogger extends AbstractLogger {
  protected override writeLog(): void {
    // A migration that is meant to fail need not be told of.
  }
}

function many(round: number): Partial<SampleOwner>[] {
  return Array.from({ length: 4000 }, (_, index) => owner(`${round}-${index}`, { notes: 'n'.repeat(200) }));
}
