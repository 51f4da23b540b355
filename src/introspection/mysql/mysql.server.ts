import { SourceError } from '../../common/errors.js';

/** What is known of a server once connected: what it is, and what its information_schema can answer. */
export interface ServerFacts {
  readonly engine: 'mariadb' | 'mysql';
  /** As the server says it, such as `10.11.19-MariaDB-0+deb12u1`. */
  readonly version: string;
  /** The account as the server knows it: `user@host`, for GRANTs. */
  readonly account: string;
  /** lower_case_table_names: names of schemas and tables are compared without regard to case. */
  readonly foldsNames: boolean;
  /** COLUMN_DEFAULT is SQL (MariaDB); else it is bare text, and expressions are marked in EXTRA. */
  readonly defaultsAreSql: boolean;
  /** information_schema.CHECK_CONSTRAINTS is there. */
  readonly checks: boolean;
  /** CHECK_CONSTRAINTS names the table (MariaDB); else TABLE_CONSTRAINTS has to tell. */
  readonly checksNameTable: boolean;
  /** STATISTICS.EXPRESSION is there. */
  readonly indexExpressions: boolean;
  /** What a foreign key does whose SHOW CREATE TABLE names no rule. */
  readonly defaultRule: 'RESTRICT' | 'NO ACTION';
}

/** Oldest servers that answer the statements of `mysql.queries.ts`. */
const OLDEST = { mariadb: [10, 2, 7], mysql: [5, 7, 0] } as const;

function isAtLeast(version: readonly number[], wanted: readonly number[]): boolean {
  for (const [i, want] of wanted.entries()) {
    const have = version[i] ?? 0;
    if (have !== want) return have > want;
  }
  return true;
}

/**
 * Capabilities by version. MySQL 8's are from its documentation and recorded rows.
 * @param lowerCase @@lower_case_table_names
 * @throws SourceError when the server is too old
 */
export function serverFacts(version: string, account: string, lowerCase: number): ServerFacts {
  const engine = /mariadb/i.test(version) ? 'mariadb' : 'mysql';
  // Some MariaDB servers put "5.5.5-" before their version, for clients that know MySQL only.
  const numbers = version.replace(/^5\.5\.5-(?=\d)/, '').match(/\d+/g) ?? [];
  const number = numbers.slice(0, 3).map(Number);
  const maria = engine === 'mariadb';
  if (!isAtLeast(number, OLDEST[engine])) {
    const least = OLDEST[engine].join('.');
    throw new SourceError('other', `The server is ${version}; at least ${engine} ${least} is needed. Upgrade it.`);
  }
  return {
    engine,
    version,
    account,
    foldsNames: lowerCase !== 0,
    defaultsAreSql: maria,
    checks: isAtLeast(number, maria ? [10, 3, 10] : [8, 0, 16]),
    checksNameTable: maria,
    indexExpressions: !maria && isAtLeast(number, [8, 0, 13]),
    defaultRule: maria || !isAtLeast(number, [8]) ? 'RESTRICT' : 'NO ACTION',
  };
}
