import { describe, expect, it } from '@jest/globals';
import type { SourceConnection } from '../engine.js';
import { classify, grantFor } from './mysql.errors.js';
import { connectionOptions } from './mysql.lane.js';

const connection: SourceConnection = {
  engine: 'mariadb', host: 'db.example', port: 3307, path: null, database: 'my_shop', user: 'reader',
  password: 's3cret', tlsMode: 'disable', tlsCa: null,
}; // prettier-ignore

const thrown = (code: string, errno?: number): Error =>
  Object.assign(new Error('Access denied for user (using password: YES)'), { code, errno });

describe('classify', () => {
  it.each([
    ['ECONNREFUSED', -111, 'host', true],
    ['ECONNRESET', -104, 'host', true],
    ['EPIPE', -32, 'host', true],
    ['ETIMEDOUT', undefined, 'timeout', true],
    ['EAI_AGAIN', -3001, 'host', true],
    ['PROTOCOL_CONNECTION_LOST', undefined, 'host', true],
    ['ER_CON_COUNT_ERROR', 1040, 'other', true],
    ['ER_SERVER_SHUTDOWN', 1053, 'host', true],
    ['ER_TOO_MANY_USER_CONNECTIONS', 1203, 'other', true],
    ['ER_LOCK_WAIT_TIMEOUT', 1205, 'timeout', true],
    ['ER_LOCK_DEADLOCK', 1213, 'timeout', true],
    ['ER_QUERY_INTERRUPTED', 1317, 'other', true],
    ['ER_CLIENT_INTERACTION_TIMEOUT', 4031, 'host', true],
    ['ER_DBACCESS_DENIED_ERROR', 1044, 'permission', false],
    ['ER_ACCESS_DENIED_ERROR', 1045, 'authentication', false],
    ['ER_BAD_DB_ERROR', 1049, 'database-missing', false],
    ['ER_PARSE_ERROR', 1064, 'other', false],
    ['ER_TABLEACCESS_DENIED_ERROR', 1142, 'permission', false],
    ['ER_NO_SUCH_TABLE', 1146, 'other', false],
    ['ER_STATEMENT_TIMEOUT', 1969, 'timeout', false],
    ['ER_QUERY_TIMEOUT', 3024, 'timeout', false],
    ['ER_SECURE_TRANSPORT_REQUIRED', 3159, 'tls', false],
    ['HANDSHAKE_NO_SSL_SUPPORT', undefined, 'tls', false],
    ['HANDSHAKE_SSL_ERROR', undefined, 'tls', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined, 'tls', false],
    ['PROTOCOL_INCORRECT_PACKET_SEQUENCE', undefined, 'protocol', false],
    ['ER_UNHEARD_OF', 9999, 'other', false],
  ])('%s (%s) is %s, transient: %s', (code, errno, failure, transient) => {
    const error = classify(connection, thrown(code, errno));
    expect(error).toMatchObject({ failure, transient });
    expect(error.message).not.toContain('s3cret');
    expect(error.message.length).toBeGreaterThan(20);
  });

  it('gives the exact GRANT with the advice', () => {
    const { message } = classify(connection, thrown('ER_DBACCESS_DENIED_ERROR', 1044));
    expect(message).toContain("GRANT SELECT, SHOW VIEW ON `my\\_shop`.* TO 'reader'@'%';");
  });
});

describe('grantFor', () => {
  it.each([
    ['shop', 'u@localhost', "GRANT SELECT, SHOW VIEW ON `shop`.* TO 'u'@'localhost';"],
    [null, 'u', "GRANT SELECT, SHOW VIEW ON *.* TO 'u'@'%';"],
    ['a`b%', "o'b@x@%", "GRANT SELECT, SHOW VIEW ON `a``b\\%`.* TO 'o''b@x'@'%';"],
  ])('%s for %s', (schema, account, expected) => {
    expect(grantFor(schema, account)).toBe(expected);
  });
});

describe('connectionOptions', () => {
  const limits = { connectMs: 10, queryMs: 20, lockMs: 30, mysqlLockMs: 30, attempts: 1 };

  it('leave out what could turn against us', () => {
    const options = connectionOptions(connection, limits);
    expect(options).toMatchObject({
      flags: ['-LOCAL_FILES'],
      multipleStatements: false,
      compress: false,
      connectTimeout: 10,
    });
    expect(options.ssl).toBeUndefined();
    expect(options.uri).toBeUndefined();
  });

  it.each([
    ['require', { rejectUnauthorized: false, verifyIdentity: false }],
    ['verify-ca', { rejectUnauthorized: true, verifyIdentity: false, ca: 'PEM' }],
    ['verify-full', { rejectUnauthorized: true, verifyIdentity: true, ca: 'PEM' }],
  ] as const)('verify as TLS mode %s says', (tlsMode, ssl) => {
    expect(connectionOptions({ ...connection, tlsMode, tlsCa: 'PEM' }, limits).ssl).toEqual(ssl);
  });
});
