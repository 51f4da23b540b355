import { randomBytes } from 'node:crypto';
import type { SqlDbInput } from '../../src/catalogue/sql-db/sql-db-input.js';
import { atFileEnd } from './cleanup.js';
import { sourceServer, uniqueName, type ServerEngine } from './engines.js';

/** A source whose structure a test changes from one discovery to the next, read with an account of its own. */
export interface ChangingSource {
  /** Where it is and who reads it, for registering it. */
  readonly input: Omit<SqlDbInput, 'name'>;
  /** That account's, which no file, log or argument may hold. */
  readonly password: string;
  /** How the account is called. */
  readonly user: string;
  /** Runs SQL as an administrator. */
  execute(sql: string): Promise<Record<string, unknown>[]>;
  /** The next structure: a table comes, one goes, columns come and go, one becomes another. */
  change(): Promise<void>;
}

const TABLES = 60;
/** Those whose columns change. */
const CHANGED = 6;

/** Makes one; gone at the end of the test file. */
export async function changingSource(engine: ServerEngine): Promise<ChangingSource> {
  const server = await sourceServer(engine);
  const database = await server.createDatabase('changing');
  const user = uniqueName('reader');
  const password = `Pw-${randomBytes(12).toString('hex')}`;
  const [create, drop] =
    engine === 'postgresql'
      ? [`CREATE ROLE ${user} LOGIN SUPERUSER PASSWORD '${password}'`, `DROP ROLE ${user}`]
      : [
          `CREATE USER ${user}@'%' IDENTIFIED BY '${password}'; GRANT ALL ON *.* TO ${user}@'%'`,
          `DROP USER ${user}@'%'`,
        ];
  await server.execute(create);
  atFileEnd(() => server.execute(drop).then(() => undefined));
  const execute = (sql: string): Promise<Record<string, unknown>[]> => server.execute(sql, database.name);
  await execute(Array.from({ length: TABLES }, (_, at) => tableSql(at)).join('\n'));
  let version = 0;
  return {
    input: { engine, host: server.host, port: server.port, database: database.name, user, password },
    ...{ user, password, execute },
    async change() {
      await execute(changeSql(version++));
    },
  };
}

/** Each refers to the one before it. */
function tableSql(at: number): string {
  const columns = Array.from({ length: 8 }, (_, index) => `c${index} varchar(${10 + index}) DEFAULT 'd${index}'`);
  const parent = at === 0 ? [] : [`CONSTRAINT t${at}_parent FOREIGN KEY (parent) REFERENCES t${at - 1} (id)`];
  return `CREATE TABLE t${at} (${['id integer PRIMARY KEY', 'parent integer', ...columns, ...parent].join(', ')});`;
}

function changeSql(version: number): string {
  const columns = Array.from({ length: CHANGED }, (_, at) => {
    const gone = version === 0 ? '' : `DROP COLUMN v${version - 1}, `;
    return `ALTER TABLE t${at * 7} ${gone}ADD COLUMN v${version} integer;`;
  });
  const came = `CREATE TABLE extra${version} (id integer PRIMARY KEY, t integer, CONSTRAINT extra${version}_t FOREIGN KEY (t) REFERENCES t1 (id));`;
  return [...columns, came, version === 0 ? '' : `DROP TABLE extra${version - 1};`].join('\n');
}
