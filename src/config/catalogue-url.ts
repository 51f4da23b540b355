import { isAbsolute } from 'node:path';
import { Secret } from '../common/redact.js';
import { TLS_MODES } from './config.js';
import type { CatalogueConfig, ServerCatalogueConfig, TlsMode } from './config.js';
import { WrongValue } from './variable-types.js';

const PORTS = { mysql: 3306, postgresql: 5432 } as const;
const SCHEMES: Readonly<Record<string, ServerCatalogueConfig['engine']>> = {
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
  'postgresql:': 'postgresql',
  'postgres:': 'postgresql',
};

/**
 * The catalogue's place from its URL. Everything is taken apart here and nothing is passed on to a driver: drivers' own
 * parsers read files and replace hosts at a query parameter's word.
 * @throws WrongValue that never quotes the URL, because it may hold a password
 */
export function parseCatalogueUrl(text: string): CatalogueConfig {
  if (/^sqlite:/i.test(text)) return { engine: 'sqlite', path: sqlitePath(text) };
  const url = URL.canParse(text) ? new URL(text) : null;
  const engine = url && SCHEMES[url.protocol];
  if (!url || !engine) throw new WrongValue('must begin with sqlite:, mysql://, mariadb:// or postgresql://');
  const database = decoded(url.pathname.replace(/^\//, ''));
  if (url.hostname === '') throw new WrongValue('must name a host: a path of a socket is not supported');
  if (url.username === '') throw new WrongValue('must name a user (mysql://user:password@host/database)');
  if (database === '' || database.includes('/')) throw new WrongValue('must end with the name of one database');
  if (url.hash !== '') throw new WrongValue('must not hold a #: write it as %23');
  return {
    engine,
    host: decoded(url.hostname).replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? PORTS[engine] : Number(url.port),
    database,
    user: decoded(url.username),
    password: url.password === '' ? null : new Secret(decoded(url.password)),
    tls: tlsOf(url.searchParams),
  };
}

function sqlitePath(text: string): string {
  const path = text.replace(/^sqlite:(\/\/(?=\/|\.))?/i, '');
  if (path === '' || path.includes('?') || /^\/\//.test(path)) {
    throw new WrongValue('must be sqlite:///absolute/path or sqlite:relative/path, without parameters');
  }
  if (path === ':memory:') throw new WrongValue('must be a file: a catalogue in memory cannot be kept');
  return path;
}

function tlsOf(parameters: URLSearchParams): ServerCatalogueConfig['tls'] {
  for (const key of new Set(parameters.keys())) {
    if (!['tls', 'ca'].includes(key)) throw new WrongValue('must have no parameters but tls= and ca=');
    if (parameters.getAll(key).length > 1) throw new WrongValue(`must have the parameter ${key}= at most once`);
  }
  const caFile = parameters.get('ca');
  if (caFile !== null && !isAbsolute(caFile)) throw new WrongValue('must give ca= as an absolute path');
  const mode = parameters.get('tls') ?? (caFile === null ? 'disable' : 'verify-full');
  if (!isTlsMode(mode)) throw new WrongValue(`must have tls= as one of ${TLS_MODES.join(', ')}`);
  return { mode, caFile };
}

function isTlsMode(text: string): text is TlsMode {
  return (TLS_MODES as readonly string[]).includes(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new WrongValue('must have every % of user, password and database written as %25');
  }
}
