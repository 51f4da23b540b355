import { mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CATALOGUE_APPLICATION_ID } from '../../src/common/catalogue-file-id.js';
import { SourceError } from '../../src/common/errors.js';
import { ChildSchemaReader, DEFAULT_READER_SETTINGS } from '../../src/introspection/child-schema-reader.js';
import type { SourceConnection } from '../../src/introspection/engine.js';
import { WHOLE_SCOPE } from '../../src/introspection/scope.js';
import { parseSourceUrl } from '../../src/introspection/source-url.js';
import { SERVER_ENGINES, sourceServer, uniqueName, type SourceServer, type TestDatabase } from '../support/engines.js';
import { plaintextServer } from '../support/plaintext-server.js';
import { tcpProxy } from '../support/tcp-proxy.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const SETTINGS = {
  ...DEFAULT_READER_SETTINGS,
  limits: { connectMs: 2000, queryMs: 2000, lockMs: 200, mysqlLockMs: 200, attempts: 1 },
  killMs: 1000,
};
const PASSWORD = 'wr0ng-s3cret/%"';

async function failureOf(connection: SourceConnection, settings = SETTINGS): Promise<SourceError> {
  const reader = new ChildSchemaReader(settings);
  const reading = reader.read(connection, WHOLE_SCOPE, { signal: new AbortController().signal });
  const error = await reading.then(
    () => new Error('it was read'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SourceError);
  const said = JSON.stringify([(error as Error).message, (error as SourceError).details, (error as Error).stack]);
  expect(said).not.toContain('wr0ng-s3cret');
  return error as SourceError;
}

describe.each(SERVER_ENGINES)('a failing source on %s', (engine) => {
  let server: SourceServer;
  let database: TestDatabase;
  let source: SourceConnection;
  const account = uniqueName('reader').slice(0, 30);

  beforeAll(async () => {
    server = await sourceServer(engine);
    database = await server.createDatabase('failing');
    source = parseSourceUrl(database.url);
    const quoted =
      engine === 'postgresql' ? `${account} LOGIN PASSWORD 'right'` : `'${account}'@'%' IDENTIFIED BY 'right'`;
    await server.execute(engine === 'postgresql' ? `CREATE ROLE ${quoted}` : `CREATE USER ${quoted}`);
  });

  afterAll(async () => {
    await server.execute(engine === 'postgresql' ? `DROP ROLE ${account}` : `DROP USER '${account}'@'%'`);
  });

  it('is a matter of the host when nobody knows its name', async () => {
    const error = await failureOf({ ...source, host: 'no-such-host.invalid', password: PASSWORD });
    expect(error.failure).toBe('host');
    expect(error.message).toContain('no-such-host.invalid');
  });

  it('is a matter of the host when nobody listens, and worth another try', async () => {
    const proxy = await tcpProxy(server);
    await proxy.close();
    const error = await failureOf({ ...source, port: proxy.port, password: PASSWORD });
    expect(error).toMatchObject({ failure: 'host', transient: true });
    expect(error.message).toContain(`127.0.0.1:${proxy.port}`);
  });

  it('is tried again on a fresh session, and told of', async () => {
    const proxy = await tcpProxy(server, { kind: 'cut', afterBytes: 10 });
    const told: number[] = [];
    const settings = { ...SETTINGS, limits: { ...SETTINGS.limits, attempts: 3 }, retryBaseMs: 1 };
    const result = await new ChildSchemaReader(settings).read({ ...source, port: proxy.port }, WHOLE_SCOPE, {
      signal: new AbortController().signal,
      onRetry: (attempt) => {
        told.push(attempt);
        proxy.use({ kind: 'pass' });
      },
    });
    expect(told).toEqual([2]);
    expect(result.entries).toEqual([]);
  });

  it('is a matter of authentication with a wrong password', async () => {
    // A database of the account's own rights would hide the answer behind a lack of permission.
    const error = await failureOf({ ...source, user: uniqueName('nobody'), password: PASSWORD });
    // A server that trusts this machine knows no wrong password, but does know who does not exist.
    expect(error.failure).toBe('authentication');
  });

  it('is a matter of the database when there is none of that name', async () => {
    const error = await failureOf({ ...source, database: 'no_such_database' });
    expect(error.failure).toBe('database-missing');
    expect(error.message).toContain('no_such_database');
  });

  it('is a matter of permission without a grant, and says which grant to give', async () => {
    if (engine === 'postgresql') await server.execute(`REVOKE CONNECT ON DATABASE ${database.name} FROM PUBLIC`);
    const error = await failureOf({ ...source, user: account, password: 'right' });
    expect(error).toMatchObject({ failure: 'permission', transient: false });
    expect(error.message).toMatch(/GRANT .*TO/s);
    expect(error.message).toContain(account);
  });

  it('is a matter of TLS when the server offers none', async () => {
    const port = await plaintextServer(engine);
    const error = await failureOf({ ...source, host: '127.0.0.1', port, tlsMode: 'require' });
    expect(error).toMatchObject({ failure: 'tls', transient: false });
  });

  it('is a matter of time when the server goes silent', async () => {
    const proxy = await tcpProxy(server, { kind: 'black-hole' });
    const start = performance.now();
    const error = await failureOf({ ...source, port: proxy.port, password: PASSWORD });
    expect(error.failure).toBe('timeout');
    expect(performance.now() - start).toBeLessThan(9000);
  }, 60_000);

  it('is refused by the policy before anything is sent', async () => {
    const proxy = await tcpProxy(server);
    const egress = { allowPrivate: false, ports: null };
    const error = await failureOf({ ...source, port: proxy.port }, { ...SETTINGS, egress });
    expect(error.failure).toBe('host');
    expect(proxy.connections).toBe(0);
  });

  it('is reached by name, at the address that was checked', async () => {
    const reader = new ChildSchemaReader(SETTINGS);
    const probe = await reader.probe({ ...source, host: 'localhost' }, new AbortController().signal);
    expect(probe.version).toMatch(/^\d+/);
  });
});

describe('a failing SQLite source', () => {
  const directory = temporaryDirectory('failing');
  const settings = { ...SETTINGS, files: { directories: [directory], forbidden: [join(directory, 'own.db')] } };
  const at = (name: string): SourceConnection => parseSourceUrl(join(directory, name));

  beforeAll(() => {
    writeFileSync(join(directory, 'text.db'), 'id;name\n1;x\n'.repeat(100));
    writeFileSync(join(directory, 'noise.db'), randomBytes(8192));
    mkdirSync(join(directory, 'folder'));
    for (const name of ['own.db', 'damaged.db', 'locked.db', 'catalogue-copy.bak']) {
      const database = new Database(join(directory, name));
      database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
      if (name.endsWith('.bak')) database.pragma(`application_id = ${CATALOGUE_APPLICATION_ID}`);
      database.close();
    }
    writeFileSync(join(directory, 'damaged.db'), randomBytes(4000), { flag: 'r+' });
    writeFileSync(join(directory, 'damaged.db'), 'SQLite format 3\0', { flag: 'r+' });
    writeFileSync(join(directory, 'empty.db'), '');
  });

  it.each([
    ['text.db', 'not-a-database', 'a text file'],
    ['noise.db', 'not-a-database', 'encrypted'],
    ['damaged.db', 'not-a-database', 'damaged'],
    ['folder', 'not-a-database', 'a directory'],
    ['missing.db', 'database-missing', 'There is no file'],
    ['own.db', 'permission', 'belongs to this server'],
    ['catalogue-copy.bak', 'permission', 'a copy of one'],
    ['../elsewhere.db', 'database-missing', 'There is no file'],
  ])('%s', async (name, failure, message) => {
    const error = await failureOf(at(name), settings);
    expect(error).toMatchObject({ failure, transient: false });
    expect(error.message).toContain(message);
  });

  it('is worth another try when it is locked', async () => {
    const writer = new Database(join(directory, 'locked.db'));
    writer.exec('BEGIN EXCLUSIVE');
    try {
      expect(await failureOf(at('locked.db'), settings)).toMatchObject({ failure: 'timeout', transient: true });
    } finally {
      writer.close();
    }
  });

  it('has nothing to fail on when it is empty', async () => {
    const reader = new ChildSchemaReader(settings);
    const { entries } = await reader.read(at('empty.db'), WHOLE_SCOPE, { signal: new AbortController().signal });
    expect(entries).toEqual([]);
  });

  it('leaves the file as it was', async () => {
    const reader = new ChildSchemaReader({ ...settings, files: { directories: [directory], forbidden: [] } });
    const database = new Database(join(directory, 'wal.db'));
    database.pragma('journal_mode = WAL');
    database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
    const { entries } = await reader.read(at('wal.db'), WHOLE_SCOPE, { signal: new AbortController().signal });
    expect(entries).toHaveLength(1);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
  });
});
