import { InvalidInputError, type FieldProblem } from '../../common/errors.js';
import { ENGINES, type Engine } from '../../common/snapshot.js';
import { areTags, TAGS_MESSAGE, tidyTags } from '../people-text.js';
import type { SqlDbInput } from './sql-db-input.js';
import { SOURCE_MODES, SOURCE_TLS_MODES, type SqlDb } from './sql-db.entity.js';

/** The fields of a source that people set, complete and well-formed. */
export type SqlDbFields = Pick<
  SqlDb,
  | 'name' | 'engine' | 'host' | 'port' | 'path' | 'database' | 'schemas' | 'include' | 'exclude' | 'user'
  | 'passwordReference' | 'tlsMode' | 'tlsCa' | 'mode' | 'language' | 'description' | 'tags'
>; // prettier-ignore

const MAX_LIST = 1000;
const MAX_TEXT = 20_000;
const MAX_PEM = 64 * 1024;
const MAX_PASSWORD = 4096;

/** What is allowed in a host: names, IPv4, IPv6. A path to a socket, a URL or options never are. */
const HOST = /^[\p{L}\p{N}._:%-]{1,255}$/u;
const REFERENCE = /^(env:[A-Za-z_][A-Za-z0-9_]{0,200}|file:[A-Za-z0-9_][A-Za-z0-9._-]{0,200})$/;
const LANGUAGE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

/**
 * Fills the defaults in and checks every field.
 * @throws InvalidInputError naming each wrong field; never with a value of it
 */
export function validSqlDb(input: SqlDbInput): SqlDbFields {
  const fields = withDefaults(input);
  const problems = [...problemsOf(fields), ...passwordProblems(input), ...connectionProblems(fields)];
  if (problems.length > 0) throw new InvalidInputError('The source cannot be saved like this.', problems);
  return fields;
}

function withDefaults(input: SqlDbInput): SqlDbFields {
  return {
    name: input.name?.trim() ?? '',
    engine: input.engine,
    host: input.host?.trim() || null,
    port: input.port ?? null,
    path: input.path || null,
    database: input.database || null,
    schemas: [...(input.schemas ?? [])],
    include: [...(input.include ?? [])],
    exclude: [...(input.exclude ?? [])],
    user: input.user || null,
    passwordReference: input.passwordReference || null,
    tlsMode: input.tlsMode ?? 'disable',
    tlsCa: input.tlsCa?.trim() || null,
    mode: input.mode ?? 'dev',
    language: input.language?.trim() || null,
    description: input.description || null,
    tags: tidyTags(input.tags ?? []),
  };
}

type Check = readonly [path: keyof SqlDbInput, wrong: boolean, message: string];

const problems = (checks: readonly Check[]): FieldProblem[] =>
  checks.filter(([, wrong]) => wrong).map(([path, , message]) => ({ path, message }));

const holdsControl = (text: string | null): boolean => text !== null && /\p{Cc}/u.test(text);

function problemsOf(fields: SqlDbFields): FieldProblem[] {
  const badNames = (list: readonly string[]): boolean =>
    list.length > MAX_LIST || list.some((name) => name === '' || name.length > 500);
  const listMessage = `must be at most ${MAX_LIST} texts of 1 to 500 characters`;
  return problems([
    ['name', fields.name === '' || fields.name.length > 120 || holdsControl(fields.name), 'must be 1 to 120 characters without control characters'],
    ['engine', !ENGINES.includes(fields.engine), `must be one of ${ENGINES.join(', ')}`],
    ['schemas', badNames(fields.schemas), listMessage],
    ['include', badNames(fields.include), listMessage],
    ['exclude', badNames(fields.exclude), listMessage],
    ['tlsMode', !SOURCE_TLS_MODES.includes(fields.tlsMode), `must be one of ${SOURCE_TLS_MODES.join(', ')}`],
    ['mode', !SOURCE_MODES.includes(fields.mode), `must be one of ${SOURCE_MODES.join(', ')}`],
    ['language', fields.language !== null && (fields.language.length > 35 || !LANGUAGE.test(fields.language)), 'must be a language tag such as en or pt-BR'],
    ['description', (fields.description?.length ?? 0) > MAX_TEXT, `must be at most ${MAX_TEXT} characters`],
    ['tags', !areTags(fields.tags), TAGS_MESSAGE],
  ]); // prettier-ignore
}

function passwordProblems(input: SqlDbInput): FieldProblem[] {
  const { engine, password, passwordReference } = input;
  return problems([
    ['password', (password?.length ?? 0) > MAX_PASSWORD || (password?.includes('\0') ?? false), `must be at most ${MAX_PASSWORD} characters`],
    ['password', Boolean(password) && engine === 'sqlite', 'must be left out: a file has none'],
    ['password', Boolean(password) && Boolean(passwordReference), 'must be left out when passwordReference names it'],
    ['passwordReference', Boolean(passwordReference) && !REFERENCE.test(passwordReference ?? ''), 'must be env:NAME or file:NAME'],
  ]); // prettier-ignore
}

function connectionProblems(fields: SqlDbFields): FieldProblem[] {
  return fields.engine === 'sqlite' ? fileProblems(fields) : serverProblems(fields);
}

function fileProblems(fields: SqlDbFields): FieldProblem[] {
  const { path } = fields;
  const unused = ['host', 'port', 'database', 'user', 'passwordReference', 'tlsCa'] as const;
  return [
    ...problems([
      ['path', path === null, 'is needed: the file of the SQLite database'],
      ['path', path !== null && !isAbsolutePath(path), 'must be an absolute path'],
      ['path', path !== null && (path.length > 4096 || path.includes('\0')), 'must be a path'],
      ['tlsMode', fields.tlsMode !== 'disable', 'must be disable: a file has no TLS'],
    ]),
    ...unused
      .filter((field) => fields[field] !== null)
      .map((field) => ({ path: field, message: 'must be left out: a file has none' })),
  ];
}

function serverProblems(fields: SqlDbFields): FieldProblem[] {
  const { host, port, database, user, tlsMode, tlsCa } = fields;
  const schemasServe = fields.engine !== 'postgresql' && fields.schemas.length > 0;
  return problems([
    ['path', fields.path !== null, 'must be left out: only SQLite has a file'],
    ['host', host === null, 'is needed'],
    ['host', host !== null && !HOST.test(host), 'must be a host name or an address, without port, path or options'],
    ['port', port !== null && !(Number.isInteger(port) && port >= 1 && port <= 65_535), 'must be 1 to 65535'],
    ['database', database === null && !schemasServe, 'is needed'],
    ['database', (database?.length ?? 0) > 255 || holdsNul(database), 'must be at most 255 characters'],
    ['user', user === null, 'is needed'],
    ['user', (user?.length ?? 0) > 255 || holdsNul(user), 'must be at most 255 characters'],
    ['tlsCa', tlsCa !== null && !tlsMode.startsWith('verify-'), 'needs the TLS mode verify-ca or verify-full'],
    ['tlsCa', tlsCa !== null && !isPem(tlsCa), 'must be the PEM text of certificates'],
  ]); // prettier-ignore
}

const holdsNul = (text: string | null): boolean => text?.includes('\0') ?? false;

const isAbsolutePath = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);

const isPem = (text: string): boolean =>
  text.length <= MAX_PEM && /^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/.test(text);

/** What a stored secret is bound to: where any of it changes, the secret must be given again. */
const BINDING = ['host', 'port', 'user', 'path', 'database', 'tlsMode', 'tlsCa'] as const;

/** The fields of {@link BINDING} that differ. */
export function bindingChanges(before: Pick<SqlDb, (typeof BINDING)[number]>, after: SqlDbFields): string[] {
  return BINDING.filter((field) => before[field] !== after[field]);
}

/** Whether a source may become one of the other engine: only the two that speak the same protocol. */
export function sameFamily(a: Engine, b: Engine): boolean {
  return a === b || (a.startsWith('m') && b.startsWith('m'));
}
