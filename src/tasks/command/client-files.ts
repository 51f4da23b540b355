import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { SourceConnection } from '../../introspection/engine.js';
import type { Client } from './command-declaration.js';

/** A source as its engine's own programs are told of it, the address checked. */
export interface ClientTarget {
  readonly connection: SourceConnection;
  readonly host: string;
  readonly port: number;
  /** Passed by the egress policy; what is connected to. */
  readonly address: string;
  readonly connectMs: number;
}

/** The authorities that a certificate is held against: the source's own, else those that Node brings along. */
export function authorities({ tlsMode, tlsCa }: SourceConnection): string | null {
  return tlsMode === 'verify-ca' || tlsMode === 'verify-full' ? (tlsCa ?? rootCertificates.join('\n')) : null;
}

/**
 * A file for `--defaults-file`. The programs connect to the address itself, but where the certificate's name is verified
 * they need the name: then the certificate vouches for it.
 */
export function optionFile({ connection, ...target }: ClientTarget, client: Client, caFile: string | null): string {
  const { user, password, tlsMode } = connection;
  const named = tlsMode === 'verify-full' || (tlsMode === 'verify-ca' && client === 'mariadb');
  const options: [string, string | null][] = [
    ['host', named ? target.host : target.address],
    ['port', String(target.port)],
    ['protocol', 'TCP'],
    ['user', user],
    ['password', password ?? ''],
    ['default-character-set', 'utf8mb4'],
    ...(client === 'mariadb' ? mariadbTls(tlsMode) : mysqlTls(tlsMode)),
    ...(caFile === null ? [] : [['ssl-ca', caFile] satisfies [string, string]]),
  ];
  const lines = options.map(([name, value]) => (value === null ? name : `${name}=${quoted(value)}`));
  return `[client]\n${lines.join('\n')}\n`;
}

/** MariaDB's programs verify a certificate with its name or not at all: verify-ca is held as verify-full. */
function mariadbTls(mode: SourceConnection['tlsMode']): [string, string | null][] {
  if (mode === 'disable') return [['skip-ssl', null]];
  return [['ssl', null], mode === 'require' ? ['skip-ssl-verify-server-cert', null] : ['ssl-verify-server-cert', null]];
}

function mysqlTls(mode: SourceConnection['tlsMode']): [string, string][] {
  const words = {
    disable: 'DISABLED',
    require: 'REQUIRED',
    'verify-ca': 'VERIFY_CA',
    'verify-full': 'VERIFY_IDENTITY',
  };
  return [['ssl-mode', words[mode]]];
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b' };

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&').replace(/[\n\r\t\b]/g, (found) => ESCAPES[found] ?? found)}"`;
}

/** A line for PGPASSFILE, for this server and account alone. */
export function passFile({ connection, host, port }: ClientTarget): string {
  const fields = [host, String(port), null, connection.user ?? '', connection.password ?? ''];
  return `${fields.map((field) => (field === null ? '*' : field.replace(/[\\:]/g, '\\$&'))).join(':')}\n`;
}

/** What libpq reads from the environment: where to, and by which files; never the password. */
export function postgresqlVariables(
  { connection, host, port, address, connectMs }: ClientTarget,
  files: { readonly passFile: string; readonly caFile: string | null },
): Record<string, string> {
  return {
    PGHOST: host,
    PGHOSTADDR: address,
    PGPORT: String(port),
    PGUSER: connection.user ?? '',
    PGDATABASE: connection.database ?? connection.user ?? '',
    PGPASSFILE: files.passFile,
    PGSSLMODE: connection.tlsMode,
    PGGSSENCMODE: 'disable',
    PGCONNECT_TIMEOUT: String(Math.max(2, Math.ceil(connectMs / 1_000))),
    PGAPPNAME: 'seshat',
    PGCLIENTENCODING: 'UTF8',
    ...(files.caFile !== null && { PGSSLROOTCERT: files.caFile }),
  };
}

/** Whether the text can be a line of these files. */
export function fitsClientFiles({ user, password, host, database }: SourceConnection): boolean {
  return [user, password, host, database].every(
    (value) => !/[\0\n\r]/.test(value ?? '') && Buffer.byteLength(value ?? '') < 1_000,
  );
}

/** A host as programs take it: an address of the sixth version without brackets. */
export function plainHost(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 6 ? bare : host;
}
