import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Engine } from '../../src/common/snapshot.js';
import { atFileEnd } from './cleanup.js';
import { mysqlExecutor } from './engines.mysql.js';
import { postgresqlExecutor } from './engines.postgresql.js';
import { temporaryDirectory } from './temporary-directory.js';

export type ServerEngine = Exclude<Engine, 'sqlite'>;

/** A database that the test file owns; dropped at the end of the file, or sooner by `drop()`. */
export interface TestDatabase {
  readonly name: string;
  /** With the administrator's user and password, such as `mariadb://root:pw@127.0.0.1:3306/name`. */
  readonly url: string;
  drop(): Promise<void>;
}

/** A running server on which tests may do as an administrator; shared with other test files, so leave nothing behind. */
export interface SourceServer {
  readonly engine: ServerEngine;
  /** Without a database of the test's own. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Makes an empty database named `<prefix>_<random>`. */
  createDatabase(prefix: string): Promise<TestDatabase>;
  /** Runs SQL, several statements if need be, on a connection of its own; answers the rows of the last statement. */
  execute(sql: string, database?: string): Promise<Record<string, unknown>[]>;
}

/** How one kind of server is spoken to; one per driver. */
export interface ServerExecutor {
  execute(url: URL, sql: string, database?: string): Promise<Record<string, unknown>[]>;
  createDatabase(name: string): string;
  dropDatabase(name: string): string;
}

const VARIABLES: Record<ServerEngine, string> = {
  mariadb: 'SESHAT_TEST_MARIADB_URL',
  mysql: 'SESHAT_TEST_MYSQL_URL',
  postgresql: 'SESHAT_TEST_POSTGRESQL_URL',
};

/** The servers of this run, for `describe.each`. MySQL 8 only where its URL is given: `npm test` says so plainly. */
export const SERVER_ENGINES: readonly ServerEngine[] = process.env[VARIABLES.mysql]
  ? ['mariadb', 'postgresql', 'mysql']
  : ['mariadb', 'postgresql'];

/** {@link SERVER_ENGINES} and SQLite: what sources and catalogues are tested on. */
export const TEST_ENGINES: readonly Engine[] = ['sqlite', ...SERVER_ENGINES];

/**
 * The server of an engine, as `npm test` started it or the environment names it.
 * @throws Error naming the variable when there is none
 */
export async function sourceServer(engine: ServerEngine): Promise<SourceServer> {
  const given = process.env[VARIABLES[engine]];
  if (!given) {
    throw new Error(`No ${engine} server: run \`npm test\`, or name one in ${VARIABLES[engine]} (see compose.yaml).`);
  }
  const url = new URL(given);
  const executor = engine === 'postgresql' ? postgresqlExecutor : mysqlExecutor;
  const execute = (sql: string, database?: string): Promise<Record<string, unknown>[]> =>
    executor.execute(url, sql, database);
  return {
    engine,
    url: withDatabase(url, engine, ''),
    host: url.hostname,
    port: Number(url.port) || (engine === 'postgresql' ? 5432 : 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    execute,
    async createDatabase(prefix) {
      const name = uniqueName(prefix);
      await execute(executor.createDatabase(name));
      let dropped: Promise<void> | undefined;
      const drop = (): Promise<void> => (dropped ??= execute(executor.dropDatabase(name)).then(() => undefined));
      atFileEnd(drop);
      return { name, url: withDatabase(url, engine, name), drop };
    },
  };
}

/** A catalogue of a test's own: `url` as SESHAT_CATALOGUE_URL takes it. */
export interface TestCatalogue {
  readonly engine: Engine;
  readonly url: string;
  /** Further SESHAT_ variables of all its processes. */
  readonly env?: Readonly<Record<string, string>>;
  drop(): Promise<void>;
}

/** An empty catalogue database on the engine; a file in a temporary directory for SQLite. */
export async function catalogueUrl(engine: Engine): Promise<TestCatalogue> {
  if (engine === 'sqlite') {
    const file = join(temporaryDirectory('catalogue'), 'catalogue.sqlite');
    return { engine, url: `sqlite://${file}`, drop: async () => undefined };
  }
  const { url, drop } = await (await sourceServer(engine)).createDatabase('seshat_catalogue');
  return { engine, url, drop };
}

/** One empty catalogue on each of {@link TEST_ENGINES}. */
export async function catalogueUrls(): Promise<TestCatalogue[]> {
  return Promise.all(TEST_ENGINES.map((engine) => catalogueUrl(engine)));
}

/** A name that no other test file uses: the prefix, then eight random hexadecimal digits. */
export function uniqueName(prefix: string): string {
  return `${prefix}_${randomBytes(4).toString('hex')}`;
}

function withDatabase(server: URL, engine: ServerEngine, database: string): string {
  const { username, password, host } = server;
  const login = username && `${username}${password && `:${password}`}@`;
  return `${engine}://${login}${host}/${database}`;
}
