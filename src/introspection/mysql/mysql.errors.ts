import type { SourceError } from '../../common/errors.js';
import type { SourceConnection } from '../engine.js';
import { classifyBy, placeOf, type ErrorRule } from '../source-errors.js';
import { quoteName } from './mysql.queries.js';
import { sqlString } from './mysql.defaults.js';

/**
 * The least that reading takes. SELECT alone shows tables, columns and keys; SHOW VIEW adds the text of views
 * and, on MariaDB, a quicker way to the rules of foreign keys.
 * @param account `user@host` as the server knows it, or just the user
 */
export function grantFor(schema: string | null, account: string): string {
  const at = account.lastIndexOf('@');
  const [user, host] = at < 0 ? [account, '%'] : [account.slice(0, at), account.slice(at + 1)];
  // In GRANT, _ and % of a database's name are wildcards.
  const on = schema === null ? '*' : quoteName(schema.replaceAll(/[\\_%]/g, '\\$&'));
  return `GRANT SELECT, SHOW VIEW ON ${on}.* TO ${sqlString(user)}@${sqlString(host)};`;
}

const grantOf = (c: SourceConnection): string => `Have an administrator run: ${grantFor(c.database, c.user ?? '')}`;
const said = (error: Error): string => error.message.replaceAll(/\s+/g, ' ').slice(0, 200);

/** What errors of MariaDB and MySQL mean (CONTRACT 8); sockets and certificates are the shared table's. */
export const MYSQL_RULES: readonly ErrorRule[] = [
  {
    codes: [1045, 1698, 'AUTH_SWITCH_PLUGIN_ERROR', 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED', 1251, 1524],
    failure: 'authentication',
    transient: false,
    say: (c) =>
      `${placeOf(c)} did not let the account "${c.user ?? ''}" in: user or password is wrong, the account may not come from this machine, ` +
      `${c.tlsMode === 'disable' ? 'it is only let in over TLS (choose the TLS mode "require"), ' : ''}` +
      'or it signs in by a plugin other than mysql_native_password, caching_sha2_password or sha256_password.',
  },
  {
    codes: [1820, 1862, 3118, 4151],
    failure: 'authentication',
    transient: false,
    say: (c) => `The account "${c.user ?? ''}" is locked or its password has expired. Have an administrator renew it.`,
  },
  {
    codes: [1129, 1130],
    failure: 'authentication',
    transient: false,
    say: (c) =>
      `${placeOf(c)} lets nobody in from this machine (no account for its address, or blocked after too many errors: FLUSH HOSTS).`,
  },
  {
    codes: [1044],
    failure: 'permission',
    transient: false,
    say: (c) =>
      `The account "${c.user ?? ''}" may not use the database "${c.database ?? ''}", or there is none of that name: ` +
      `the server does not tell which. Check the name. ${grantOf(c)}`,
  },
  {
    codes: [1049],
    failure: 'database-missing',
    transient: false,
    say: (c) => `There is no database "${c.database ?? ''}" on ${placeOf(c)}. Check its name; case may count.`,
  },
  {
    codes: [1142, 1143, 1227, 1370],
    failure: 'permission',
    transient: false,
    say: (c) => `The account "${c.user ?? ''}" lacks a privilege. ${grantOf(c)}`,
  },
  {
    codes: [3159, 4163],
    failure: 'tls',
    transient: false,
    say: (c) => `${placeOf(c)} wants TLS. Choose the TLS mode "require", or better "verify-full".`,
  },
  {
    codes: ['HANDSHAKE_NO_SSL_SUPPORT'],
    failure: 'tls',
    transient: false,
    say: (c) =>
      `${placeOf(c)} offers no TLS. Switch it on there; where the network is trusted, choose the TLS mode "disable".`,
  },
  {
    codes: ['HANDSHAKE_SSL_ERROR'],
    failure: 'tls',
    transient: false,
    say: (c, error) =>
      `TLS with ${placeOf(c)} failed: ${said(error)}. ` +
      'Check the certificate authority, and that the certificate names this host.',
  },
  {
    codes: [1040, 1203],
    failure: 'other',
    transient: true,
    say: (c) => `${placeOf(c)} has too many connections just now. Two are needed.`,
  },
  {
    codes: [1226],
    failure: 'other',
    transient: false,
    say: (c) =>
      `The account "${c.user ?? ''}" has used up what it may ask of the server. Raise its limits; two connections are needed.`,
  },
  {
    codes: [1053, 'PROTOCOL_CONNECTION_LOST', 4031, 1927, 2006, 2013],
    failure: 'host',
    transient: true,
    say: (c) => `${placeOf(c)} closed the connection: it was restarted, or ends idle connections. Its log says why.`,
  },
  {
    codes: [1205, 1213],
    failure: 'timeout',
    transient: true,
    say: (c) => `${placeOf(c)} held a table locked for too long, as a change of its structure does.`,
  },
  {
    codes: [1317],
    failure: 'other',
    transient: true,
    say: (c) => `The query was ended on ${placeOf(c)}.`,
  },
  {
    codes: [1969, 3024, 'PROTOCOL_SEQUENCE_TIMEOUT'],
    failure: 'timeout',
    transient: false,
    say: (c) =>
      `${placeOf(c)} took longer for a query than it may. Raise the time limit of queries, or read fewer databases at once.`,
  },
  {
    codes: [1054, 1064, 1109, 1146, 1193],
    failure: 'other',
    transient: false,
    say: (c, error) =>
      `${placeOf(c)} does not understand what is asked; it may be too old or no MariaDB or MySQL: ${said(error)}`,
  },
  {
    codes: ['PROTOCOL_*', 'HANDSHAKE_*'],
    failure: 'protocol',
    transient: false,
    say: (c) => `What listens on ${placeOf(c)} does not speak the protocol of MariaDB and MySQL. Check the port.`,
  },
];

/** Any error of the driver as what it means, with advice and without secrets. */
export function classify(connection: SourceConnection, error: unknown): SourceError {
  return classifyBy(MYSQL_RULES, connection, error);
}
