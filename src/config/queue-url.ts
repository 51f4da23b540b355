import { isAbsolute } from 'node:path';
import { Secret } from '../common/redact.js';
import type { QueueConfig } from './config.js';
import { WrongValue } from './variable-types.js';

const PORT = 6379;
/** What Redis is configured with at most, by far. */
const MOST_DATABASES = 1024;

/** Where the queue is, without the prefix of its keys. */
export type QueuePlace = Omit<QueueConfig, 'prefix'>;

/**
 * The queue's place from its URL, taken apart here like the catalogue's.
 * @throws WrongValue that never quotes the URL, because it may hold a password
 */
export function parseQueueUrl(text: string): QueuePlace {
  const url = URL.canParse(text) ? new URL(text) : null;
  const encrypted = url?.protocol === 'rediss:';
  if (!url || (!encrypted && url.protocol !== 'redis:')) throw new WrongValue('must begin with redis:// or rediss://');
  if (url.hostname === '') throw new WrongValue('must name a host: a path of a socket is not supported');
  if (url.hash !== '') throw new WrongValue('must not hold a #: write it as %23');
  return {
    host: decoded(url.hostname).replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? PORT : Number(url.port),
    database: databaseOf(url.pathname),
    user: url.username === '' ? null : decoded(url.username),
    password: url.password === '' ? null : new Secret(decoded(url.password)),
    tls: encrypted ? { caFile: caFileOf(url.searchParams, ['ca']) } : noTls(url.searchParams),
  };
}

function databaseOf(path: string): number {
  const text = path.replace(/^\//, '');
  const database = text === '' ? 0 : /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  if (!(database < MOST_DATABASES)) throw new WrongValue('must end with the number of a database, such as /0, or none');
  return database;
}

function noTls(parameters: URLSearchParams): null {
  caFileOf(parameters, []);
  return null;
}

function caFileOf(parameters: URLSearchParams, known: readonly string[]): string | null {
  for (const key of new Set(parameters.keys())) {
    if (!known.includes(key)) throw new WrongValue('must have no parameters but, with rediss://, ca=');
    if (parameters.getAll(key).length > 1) throw new WrongValue(`must have the parameter ${key}= at most once`);
  }
  const caFile = parameters.get('ca');
  if (caFile !== null && !isAbsolute(caFile)) throw new WrongValue('must give ca= as an absolute path');
  return caFile;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new WrongValue('must have every % of user and password written as %25');
  }
}
