import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getRepositoryToken, TypeOrmModule } from '@nestjs/typeorm';
import { describe, expect, it, jest } from '@jest/globals';
import type { Repository } from 'typeorm';
import { ConfigModule } from '../../src/config/config.module.js';
import { loadConfig } from '../../src/config/load-config.js';
import { CatalogueConnection } from '../../src/persistence/catalogue-connection.js';
import { CatalogueHealth } from '../../src/persistence/catalogue-health.js';
import { runningServer } from '../../src/persistence/data-directory/data-directory-lock.js';
import { PersistenceModule } from '../../src/persistence/persistence.module.js';
import { Cipher } from '../../src/persistence/secrets/cipher.js';
import { SecretResolver } from '../../src/persistence/secrets/secret-resolver.js';
import { Transactions } from '../../src/persistence/transactions.js';
import { managerOf } from '../../src/persistence/tx.js';
import { catalogueUrl, SERVER_ENGINES } from '../support/engines.js';
import { tcpProxy } from '../support/tcp-proxy.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { openSample, owner, SampleItem, SampleOwner, SampleTables1700000000001 } from './persistence-sample.js';

jest.setTimeout(60_000);

const KEY = 'q8Zr1uVx3T6yB0nM5kLpJ7hGfDsAwEcR';

async function application(env: Record<string, string>) {
  const persistence = {
    entities: [SampleOwner, SampleItem],
    migrations: [SampleTables1700000000001],
    ownsDataDirectory: true,
  };
  @Module({
    imports: [
      ConfigModule.forRoot(loadConfig({ env, cwd: temporaryDirectory('module') })),
      PersistenceModule.forRoot(persistence),
      TypeOrmModule.forFeature([SampleOwner]),
    ],
  })
  class ApplicationModule {}
  return NestFactory.createApplicationContext(ApplicationModule, { logger: false, abortOnError: false });
}

describe('PersistenceModule', () => {
  it('takes the data directory, makes the key and the catalogue, and gives all back at the end', async () => {
    const dataDir = temporaryDirectory('data');
    const app = await application({ SESHAT_DATA_DIR: dataDir });
    const repository = app.get<Repository<SampleOwner>>(getRepositoryToken(SampleOwner));
    const transactions = app.get(Transactions);
    await transactions.run(async (tx) => {
      await managerOf(tx).insert(SampleOwner, owner('a'));
    });
    expect(await repository.count()).toBe(1);
    expect(app.get(Cipher)).toBeInstanceOf(Cipher);
    expect(app.get(SecretResolver)).toBeInstanceOf(SecretResolver);
    expect(await app.get(CatalogueHealth).check()).toMatchObject({ up: true, problem: null });
    expect(await runningServer(dataDir)).toMatchObject({ pid: process.pid });
    await expect(application({ SESHAT_DATA_DIR: dataDir })).rejects.toMatchObject({ code: 'data-directory-in-use' });

    await app.close();
    expect(await runningServer(dataDir)).toBeNull();
    expect(readdirSync(dataDir).sort()).toEqual(['catalogue.sqlite', 'secret.key', 'server.lock']);
    const again = await application({ SESHAT_DATA_DIR: dataDir });
    expect(await again.get<Repository<SampleOwner>>(getRepositoryToken(SampleOwner)).count()).toBe(1);
    await again.close();
  });
});

describe.each(SERVER_ENGINES)('a catalogue on %s that is away', (engine) => {
  it('lets the application start, is found when it comes, and found again after it went', async () => {
    const url = new URL((await catalogueUrl(engine)).url);
    const proxy = await tcpProxy({ host: url.hostname, port: Number(url.port) });
    proxy.use({ kind: 'refuse' });
    url.port = String(proxy.port);
    const app = await application({ SESHAT_CATALOGUE_URL: url.href, SESHAT_SECRET_KEY: KEY });
    const transactions = app.get(Transactions);
    const health = app.get(CatalogueHealth);
    const insert = (id: string) =>
      transactions.run(async (tx) => {
        await managerOf(tx).insert(SampleOwner, owner(id));
      });
    const away = { code: 'catalogue-unavailable', retryAfterSeconds: 5 };

    await expect(insert('too-early')).rejects.toMatchObject(away);
    expect(await health.check()).toMatchObject({ up: false });

    proxy.use({ kind: 'pass' });
    await app.get(CatalogueConnection).whenReady();
    await insert('first');
    expect(await health.check()).toMatchObject({ up: true });

    proxy.use({ kind: 'refuse' });
    proxy.dropAll();
    await delay(50);
    await expect(insert('lost')).rejects.toMatchObject(away);
    expect(await health.check()).toMatchObject({ up: false });

    proxy.use({ kind: 'pass' });
    await insert('second').catch(() => insert('second'));
    const seen = await transactions.read((manager) => manager.find(SampleOwner));
    expect(seen.map(({ id }) => id).sort()).toEqual(['first', 'second']);
    await app.close();
  });

  it('is not waited for when it is there but cannot be used', async () => {
    const url = new URL((await catalogueUrl(engine)).url);
    url.password = 'wrong-password';
    url.username = 'nobody';
    const refused = application({ SESHAT_CATALOGUE_URL: url.href, SESHAT_SECRET_KEY: KEY });
    await expect(refused).rejects.toMatchObject({ code: 'catalogue-refused' });
    await expect(refused).rejects.not.toThrow('wrong-password');
  });

  it('says when its database does not exist', async () => {
    const url = new URL((await catalogueUrl(engine)).url);
    url.pathname = '/seshat_no_such_database';
    const refused = application({ SESHAT_CATALOGUE_URL: url.href, SESHAT_SECRET_KEY: KEY });
    await expect(refused).rejects.toThrow('The database seshat_no_such_database does not exist');
  });

  const shortIdleness = {
    postgresql: `SET idle_in_transaction_session_timeout = '100ms'`,
    mariadb: 'SET SESSION idle_transaction_timeout = 1',
    // MySQL cannot end a session for its idleness; there the fence and the sweeper do.
    mysql: null,
  }[engine];

  it('ends a session that leaves its transaction idle, and nothing else', async () => {
    if (shortIdleness === null) return;
    const { source, transactions } = await openSample(engine);
    const frozen = transactions.run(async (tx) => {
      await managerOf(tx).insert(SampleOwner, owner('frozen'));
      await managerOf(tx).query(shortIdleness);
      await delay(1800);
      await managerOf(tx).insert(SampleOwner, owner('thawed'));
    });
    await expect(frozen).rejects.toMatchObject({ code: 'catalogue-unavailable' });
    await transactions.run(async (tx) => {
      await managerOf(tx).insert(SampleOwner, owner('next'));
    });
    expect(await source.manager.find(SampleOwner, { select: { id: true } })).toMatchObject([{ id: 'next' }]);
    await source.destroy();
  });

  it('gives every session our settings', async () => {
    const { source } = await openSample(engine);
    const settings = {
      postgresql: `SELECT current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('default_transaction_isolation') AS isolation, current_setting('application_name') AS name`,
      mariadb: 'SELECT @@idle_transaction_timeout AS idle, @@tx_isolation AS isolation, @@time_zone AS name',
      mysql: `SELECT '' AS idle, @@transaction_isolation AS isolation, @@time_zone AS name`,
    }[engine];
    const expected = {
      postgresql: { idle: '15s', isolation: 'read committed', name: 'seshat' },
      mariadb: { idle: '15', isolation: 'READ-COMMITTED', name: '+00:00' },
      mysql: { idle: '', isolation: 'READ-COMMITTED', name: '+00:00' },
    }[engine];
    const answers = await Promise.all([1, 2, 3].map(() => source.query<object[]>(settings)));
    for (const [row] of answers) {
      expect(Object.fromEntries(Object.entries(row ?? {}).map(([key, value]) => [key, String(value)]))).toEqual(
        expected,
      );
    }
    await source.destroy();
  });
});
