import type { ServerFacts } from './mysql.server.js';

/** A statement with its bound values. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** What is read, for messages. */
  readonly what: string;
}

type Text = string | null;

/** The rows, as arrays. Names are as the server keeps them; numbers fit a double. */
export interface Rows {
  identity: [version: string, thread: number, account: string, lowerCase: number];
  schemata: [schema: string];
  privileges: [privilege: string];
  tables: [schema: string, name: string, type: string, engine: Text, comment: Text, rows: number | null, options: Text];
  columns: [
    schema: string, table: string, name: string, ordinal: number, type: string, nullable: string, preset: Text,
    extra: Text, comment: Text, generation: Text, collation: Text,
  ]; // prettier-ignore
  statistics: [
    schema: string, table: string, index: string, nonUnique: number, seq: number, column: Text, prefix: number | null,
    order: Text, method: Text, expression: Text,
  ]; // prettier-ignore
  keys: [
    schema: string, table: string, name: string, position: number, column: string,
    refSchema: string, refTable: string, refColumn: string,
  ]; // prettier-ignore
  rules: [schema: string, table: string, name: string, onUpdate: string, onDelete: string];
  checks: [schema: string, table: Text, name: string, clause: string];
  checkOwners: [schema: string, table: string, name: string];
  views: [schema: string, name: string, definition: Text];
  partitions: [schema: string, table: string, name: string];
  created: [table: string, sql: string | Buffer];
  warnings: [level: string, code: number, message: string];
}

/** Schemas of the server itself; read only when named. */
export const SYSTEM_SCHEMAS: ReadonlySet<string> = new Set([
  'information_schema', 'mysql', 'performance_schema', 'sys', 'ndbinfo',
]); // prettier-ignore

export const IDENTITY: Statement = {
  what: 'the version',
  sql: 'SELECT VERSION(), CONNECTION_ID(), CURRENT_USER(), @@lower_case_table_names',
  values: [],
};

export const SCHEMATA: Statement = {
  what: 'the list of databases',
  sql: 'SELECT SCHEMA_NAME FROM information_schema.SCHEMATA',
  values: [],
};

export const PING: Statement = { what: 'the answer', sql: 'SELECT 1', values: [] };

/** What the list just read left out: a table that stays locked costs no error, its rows are just not there. */
export const WARNINGS: Statement = { what: 'warnings', sql: 'SHOW WARNINGS', values: [] };

/** What the account was granted directly, everywhere or on some schema. */
export function listPrivileges(server: ServerFacts): Statement {
  const at = server.account.lastIndexOf('@');
  const grantee = `'${server.account.slice(0, at)}'@'${server.account.slice(at + 1)}'`;
  return {
    what: 'the privileges',
    sql:
      'SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = ? ' +
      'UNION SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE = ?',
    values: [grantee, grantee],
  };
}

/**
 * The session's settings. sql_mode decides how SHOW CREATE TABLE quotes and how values are escaped, and a global
 * sql_select_limit would cut lists short: both are set first. The source is spared: read-only, limits on time and locks.
 */
export function sessionSettings(server: ServerFacts, queryMs: number, lockMs: number): Statement[] {
  const limit = server.engine === 'mariadb' ? `max_statement_time=${queryMs / 1000}` : `max_execution_time=${queryMs}`;
  const lock = Math.max(1, Math.round(lockMs / 1000));
  const settings =
    `SET SESSION sql_mode='', SESSION sql_select_limit=18446744073709551615, SESSION sql_big_selects=1, SESSION max_error_count=65535, ` +
    `SESSION sql_quote_show_create=1, SESSION autocommit=1, SESSION lock_wait_timeout=${lock}, SESSION ${limit}`;
  return ['SET NAMES utf8mb4', settings, 'SET SESSION TRANSACTION READ ONLY'].map((sql) => ({
    what: 'the session settings',
    sql,
    values: [],
  }));
}

/** One table of information_schema, never joined: joins between them take minutes. */
function listing(what: string, columns: string, table: string, schemaColumn: string, and = '') {
  // A comparison with one name lets the server look at one directory only; a list makes it walk over all.
  return (schemas: readonly string[]): Statement => ({
    what,
    sql: `SELECT ${columns} FROM information_schema.${table} WHERE ${schemaColumn} ${schemas.length === 1 ? '= ?' : 'IN (?)'}${and}`,
    values: [schemas.length === 1 ? schemas[0] : schemas],
  });
}

export const listTables = listing(
  'tables',
  'TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COMMENT, TABLE_ROWS, CREATE_OPTIONS',
  'TABLES',
  'TABLE_SCHEMA',
);

export const listColumns = listing(
  'columns',
  'TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, ' +
    'COLUMN_COMMENT, GENERATION_EXPRESSION, COLLATION_NAME',
  'COLUMNS',
  'TABLE_SCHEMA',
);

export const listStatistics = (server: ServerFacts, schemas: readonly string[]): Statement =>
  listing(
    'indexes',
    'TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, NON_UNIQUE, SEQ_IN_INDEX, COLUMN_NAME, SUB_PART, COLLATION, INDEX_TYPE, ' +
      (server.indexExpressions ? 'EXPRESSION' : 'NULL'),
    'STATISTICS',
    'TABLE_SCHEMA',
  )(schemas);

/** Pairs of foreign keys: seen by every account that may read the table. */
export const listKeys = listing(
  'foreign keys',
  'TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION, COLUMN_NAME, ' +
    'REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME',
  'KEY_COLUMN_USAGE',
  'TABLE_SCHEMA',
  ' AND REFERENCED_TABLE_NAME IS NOT NULL',
);

/** Rules of foreign keys: MariaDB hides them from an account that has nothing but SELECT. */
export const listRules = listing(
  'rules of foreign keys',
  'CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE',
  'REFERENTIAL_CONSTRAINTS',
  'CONSTRAINT_SCHEMA',
);

export const listChecks = (server: ServerFacts, schemas: readonly string[]): Statement =>
  listing(
    'checks',
    `CONSTRAINT_SCHEMA, ${server.checksNameTable ? 'TABLE_NAME' : 'NULL'}, CONSTRAINT_NAME, CHECK_CLAUSE`,
    'CHECK_CONSTRAINTS',
    'CONSTRAINT_SCHEMA',
  )(schemas);

/** MySQL: which table a check belongs to; its name is unique in the schema there. */
export const listCheckOwners = listing(
  'checks',
  'CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME',
  'TABLE_CONSTRAINTS',
  'CONSTRAINT_SCHEMA',
  " AND CONSTRAINT_TYPE = 'CHECK'",
);

export const listViews = listing('views', 'TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION', 'VIEWS', 'TABLE_SCHEMA');

export const listPartitions = listing(
  'partitions',
  'TABLE_SCHEMA, TABLE_NAME, PARTITION_NAME',
  'PARTITIONS',
  'TABLE_SCHEMA',
  ' AND PARTITION_NAME IS NOT NULL',
);

/** An identifier, quoted by the engine's rule. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

export function showCreateTable(schema: string, table: string): Statement {
  return {
    what: 'rules of foreign keys',
    sql: `SHOW CREATE TABLE ${quoteName(schema)}.${quoteName(table)}`,
    values: [],
  };
}

/** @param thread digits only: the statement takes no bound value on every server */
export function killQuery(thread: string): Statement {
  return { what: 'cancelling', sql: `KILL QUERY ${thread}`, values: [] };
}
