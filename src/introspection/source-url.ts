import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { InvalidInputError } from '../common/errors.js';
import { DEFAULT_PORTS, type Engine } from '../common/snapshot.js';
import type { SourceConnection, TlsMode } from './engine.js';
import { placeOf } from './source-errors.js';

const SCHEMES: Readonly<Record<string, Engine>> = {
  mysql: 'mysql',
  mariadb: 'mariadb',
  postgresql: 'postgresql',
  postgres: 'postgresql',
};
const SCHEME_NAMES = `${Object.keys(SCHEMES).join('://, ')}://, sqlite:///path, or the path of an SQLite file`;

/** How the engines' own tools call the TLS modes. */
const TLS_OPTIONS: Readonly<Record<string, TlsMode>> = {
  disable: 'disable',
  disabled: 'disable',
  require: 'require',
  required: 'require',
  'verify-ca': 'verify-ca',
  verify_ca: 'verify-ca',
  'verify-full': 'verify-full',
  verify_identity: 'verify-full',
};
const TLS_OPTION_NAMES = ['sslmode', 'ssl-mode'];

/**
 * Takes a source's URL apart into our own typed fields; nothing of it is ever passed on to a driver (SECURITY 4).
 * A text without a scheme is the path of an SQLite file. Relative paths are resolved here.
 * @throws InvalidInputError that never repeats the text: it may hold a password
 */
export function parseSourceUrl(text: string): SourceConnection {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'sqlite' || scheme === 'sqlite3' || scheme === 'file') return fileSource(pathOfUrl(text));
  // One letter and a colon is a drive, not a scheme.
  if (scheme === undefined || scheme.length === 1 || !/^[^:]+:\/\//.test(text)) return fileSource(text);
  const engine = SCHEMES[scheme];
  if (!engine) throw invalid(`There is no reader for "${scheme}://". Use ${SCHEME_NAMES}.`);
  const url = parsed(text);
  const host = decoded(url.hostname, 'host').replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw invalid('The URL names no host. Write scheme://user:password@host:port/database.');
  if (host.includes(',')) throw invalid('The URL names several hosts. Give the one to read from.');
  if (isIP(host) === 0 && !/^[\p{L}\p{N}]([\p{L}\p{N}._-]*[\p{L}\p{N}])?\.?$/u.test(host)) {
    throw invalid('The host in the URL is no name and no address; sockets and paths are not allowed.');
  }
  const path = url.pathname.replace(/^\//, '');
  return {
    engine,
    host,
    port: url.port === '' ? DEFAULT_PORTS[engine] : Number(url.port),
    path: null,
    database: path === '' ? null : decoded(path, 'database'),
    user: url.username === '' ? null : decoded(url.username, 'user'),
    password: url.password === '' ? null : decoded(url.password, 'password'),
    tlsMode: tlsModeOf(url),
    tlsCa: null,
  };
}

/** Where a source is and who asks, for people: never with the password. */
export function describe(connection: SourceConnection): string {
  if (connection.path !== null) return connection.path;
  const user = connection.user === null ? '' : `${connection.user}@`;
  const database = connection.database === null ? '' : `/${connection.database}`;
  return `${connection.engine}://${user}${placeOf(connection)}${database}`;
}

function fileSource(path: string): SourceConnection {
  if (path.trim() === '') throw invalid(`Name a source: ${SCHEME_NAMES}.`);
  if (path === ':memory:') throw invalid('A database in memory cannot be read from another process. Name a file.');
  const nobody = { host: null, port: null, database: null, user: null, password: null };
  return { engine: 'sqlite', path: resolve(path), ...nobody, tlsMode: 'disable', tlsCa: null };
}

/** sqlite:///absolute, sqlite:relative and sqlite://relative (as several tools write it). */
function pathOfUrl(text: string): string {
  const rest = text.replace(/^[a-z0-9]+:(\/\/)?/i, '');
  const [path = '', options] = rest.split('?', 2);
  if (options) throw invalid('The URL of an SQLite file takes no options.');
  return decoded(path, 'path');
}

function parsed(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw invalid(
      'This is no valid URL. Special characters in user and password must be percent-encoded (@ as %40, # as %23).',
    );
  }
  if (url.hash !== '') throw invalid('The URL holds a "#". In a password it must be written as %23.');
  return url;
}

function tlsModeOf(url: URL): TlsMode {
  let mode: TlsMode = 'disable';
  for (const [name, value] of url.searchParams) {
    if (!TLS_OPTION_NAMES.includes(name)) {
      throw invalid(`The option "${name}" is not allowed in a source's URL. Allowed: ${TLS_OPTION_NAMES.join(', ')}.`);
    }
    const known = TLS_OPTIONS[value.toLowerCase()];
    if (!known) throw invalid(`"${name}" must be one of disable, require, verify-ca, verify-full.`);
    mode = known;
  }
  return mode;
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(`The ${what} in the URL is not percent-encoded properly: a bare % is written %25.`);
  }
}

function invalid(message: string): InvalidInputError {
  return new InvalidInputError(message, [{ path: 'url', message }]);
}
