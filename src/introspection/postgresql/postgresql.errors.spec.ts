import { describe, expect, it } from '@jest/globals';
import type { SourceConnection } from '../engine.js';
import { classifyPostgresql } from './postgresql.errors.js';

const connection: SourceConnection = {
  engine: 'postgresql',
  host: 'db.example',
  port: 5432,
  path: null,
  database: 'Shop "A"',
  user: 'read"er',
  password: 'geheim',
  tlsMode: 'disable',
  tlsCa: null,
};
const thrown = (code: string | undefined, message = 'text of the server'): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('classifyPostgresql', () => {
  it.each([
    ['ECONNREFUSED', 'host', true],
    ['ECONNRESET', 'host', true],
    ['ENOTFOUND', 'host', false],
    ['EAI_AGAIN', 'host', true],
    ['ETIMEDOUT', 'timeout', true],
    ['08000', 'host', true],
    ['08001', 'host', true],
    ['08003', 'host', true],
    ['08006', 'host', true],
    ['08P01', 'protocol', false],
    ['40001', 'other', true],
    ['40P01', 'other', true],
    ['53300', 'host', true],
    ['55P03', 'timeout', true],
    ['57P01', 'host', true],
    ['57P02', 'host', true],
    ['57P03', 'host', true],
    ['57014', 'timeout', false],
    ['28P01', 'authentication', false],
    ['28000', 'authentication', false],
    ['3D000', 'database-missing', false],
    ['42501', 'permission', false],
    ['42P01', 'other', false],
    ['XX000', 'other', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', false],
  ])('%s is %s, transient: %s', (code, failure, transient) => {
    expect(classifyPostgresql(connection, thrown(code))).toMatchObject({ failure, transient });
  });

  it.each([
    [undefined, 'The server does not support SSL connections', 'tls', false],
    ['28000', 'no pg_hba.conf entry for host "::1", user "u", database "d", no encryption', 'tls', false],
    [undefined, 'timeout expired', 'timeout', true],
    [undefined, 'Connection terminated unexpectedly', 'host', true],
    [
      undefined,
      'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string',
      'authentication',
      false,
    ],
    [undefined, 'received invalid response: 4a', 'protocol', false],
    [undefined, 'There was an error establishing an SSL connection', 'protocol', false],
    ['XX000', 'cache lookup failed for relation 1234', 'other', true],
  ])('%s "%s" is %s, transient: %s', (code, message, failure, transient) => {
    expect(classifyPostgresql(connection, thrown(code, message))).toMatchObject({ failure, transient });
  });

  it('gives the GRANTs with names as SQL writes them', () => {
    expect(classifyPostgresql(connection, thrown('42501')).message).toContain(
      'GRANT CONNECT ON DATABASE "Shop ""A""" TO "read""er"; GRANT USAGE ON SCHEMA "public" TO "read""er"; ' +
        'GRANT SELECT ON ALL TABLES IN SCHEMA "public" TO "read""er";',
    );
  });

  it('never says the password', () => {
    for (const code of ['28P01', '28000', '42501', '3D000', 'ETIMEDOUT', '08P01']) {
      expect(classifyPostgresql(connection, thrown(code)).message).not.toContain('geheim');
    }
  });
});
