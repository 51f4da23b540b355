import { describe, expect, it } from '@jest/globals';
import type { ReadLimits, SourceConnection } from '../engine.js';
import { clientConfig, tlsOptions } from './postgresql.connection.js';

const connection: SourceConnection = {
  engine: 'postgresql',
  host: 'db.example',
  port: null,
  path: null,
  database: null,
  user: 'reader',
  password: null,
  tlsMode: 'disable',
  tlsCa: null,
};
const limits: ReadLimits = { connectMs: 10_000, queryMs: 30_000, lockMs: 3000, mysqlLockMs: 5000, attempts: 3 };

describe('clientConfig', () => {
  it('names every setting, so that nothing of the environment counts', () => {
    const config = clientConfig(connection, limits);
    expect(config).toMatchObject({ host: 'db.example', port: 5432, user: 'reader', database: 'reader', ssl: false });
    expect(config).not.toHaveProperty('connectionString');
    expect(config.options).toContain('-c default_transaction_read_only=on');
    expect(config.options).toContain('-c statement_timeout=30000 -c lock_timeout=3000');
    expect(config.options).toContain('-c search_path=pg_catalog');
  });

  it('gives an absent password as an empty one, so that no password file is looked for', () => {
    const { password } = clientConfig(connection, limits);
    expect(typeof password === 'function' && password()).toBe('');
  });

  it.each([null, '', '/var/run/postgresql', 'a/../b', '\\\\pipe'])('refuses the host %j', (host) => {
    expect(() => clientConfig({ ...connection, host }, limits)).toThrow('host name or address');
  });

  it('needs an account', () => {
    expect(() => clientConfig({ ...connection, user: null }, limits)).toThrow('account');
  });
});

describe('tlsOptions', () => {
  it('checks as much as the mode says', () => {
    const tls = (over: Partial<SourceConnection>): unknown => tlsOptions({ ...connection, tlsCa: 'PEM', ...over });
    expect(tls({ tlsMode: 'disable' })).toBe(false);
    expect(tls({ tlsMode: 'require' })).toEqual({ rejectUnauthorized: false });
    expect(tls({ tlsMode: 'verify-ca' })).toMatchObject({
      rejectUnauthorized: true,
      ca: 'PEM',
      checkServerIdentity: expect.any(Function),
    });
    expect(tls({ tlsMode: 'verify-full' })).toEqual({ rejectUnauthorized: true, ca: 'PEM', servername: 'db.example' });
    expect(tls({ tlsMode: 'verify-full', host: '10.0.0.1', tlsCa: null })).toEqual({ rejectUnauthorized: true });
  });
});
