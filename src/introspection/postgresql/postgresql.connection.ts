import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { ClientConfig } from 'pg';
import { SourceError } from '../../common/errors.js';
import { DEFAULT_PORTS } from '../../common/snapshot.js';
import type { ReadLimits, SourceConnection } from '../engine.js';

/** How our sessions introduce themselves to the server; cancelling looks for it. */
export const APPLICATION_NAME = 'seshat';

/** The server closes a session of ours that sits in a transaction this long; we open none, so this is a seat belt. */
const IDLE_IN_TRANSACTION_MS = 15_000;

/**
 * What a session is set to, sent with the start-up message so that no query runs without it. The second group pins what
 * changes how the server writes expressions and view definitions: the same source yields the same text for every account.
 */
export function sessionSettings(limits: ReadLimits): Readonly<Record<string, string | number>> {
  return {
    default_transaction_read_only: 'on',
    statement_timeout: limits.queryMs,
    lock_timeout: limits.lockMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    search_path: 'pg_catalog',
    jit: 'off',
    // Sparing the source: one processor. Catalogs are in memory, so their indexes are not as dear as the planner takes them to be.
    max_parallel_workers_per_gather: 0,
    random_page_cost: 1.1,

    quote_all_identifiers: 'off',
    DateStyle: 'ISO',
    IntervalStyle: 'postgres',
    TimeZone: 'UTC',
    extra_float_digits: 3,
  };
}

/**
 * The driver's settings, field by field: no connection string, no environment variable, no password file has a say.
 * @throws SourceError when a field is missing or the host is a path
 */
export function clientConfig(connection: SourceConnection, limits: ReadLimits): ClientConfig {
  const { host, user, password } = connection;
  if (!host || host.includes('/') || host.includes('\\')) {
    throw new SourceError(
      'host',
      'Give the host name or address of the PostgreSQL server; a socket path is not taken.',
    );
  }
  if (!user) throw new SourceError('authentication', 'Give the name of the account that reads the PostgreSQL source.');
  return {
    host,
    port: connection.port ?? DEFAULT_PORTS.postgresql,
    user,
    database: connection.database ?? user,
    // As a function, an absent password is an empty one; as a value, the driver would look for ~/.pgpass.
    password: () => password ?? '',
    ssl: tlsOptions(connection),
    sslnegotiation: 'postgres',
    application_name: APPLICATION_NAME,
    client_encoding: 'UTF8',
    connectionTimeoutMillis: limits.connectMs,
    keepAlive: true,
    options: Object.entries(sessionSettings(limits))
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  };
}

/** `require` encrypts and trusts anybody, verify-ca checks who signed the certificate, verify-full also whose it is. */
export function tlsOptions(connection: SourceConnection): false | ConnectionOptions {
  const { tlsMode, tlsCa, host } = connection;
  if (tlsMode === 'disable') return false;
  if (tlsMode === 'require') return { rejectUnauthorized: false };
  const verified: ConnectionOptions = { rejectUnauthorized: true, ...(tlsCa ? { ca: tlsCa } : {}) };
  if (tlsMode === 'verify-ca') return { ...verified, checkServerIdentity: () => undefined };
  return host && isIP(host) === 0 ? { ...verified, servername: host } : verified;
}
