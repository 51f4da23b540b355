import mysql from 'mysql2/promise';
import type { SourcePlace } from '../sources/bench-source.js';
import type { BareReader } from './bare-read.js';

/** As long as all the others together: on a connection of its own, as the product has two as well. */
const COLUMNS = `SELECT TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, COLUMN_KEY, EXTRA,
  COLUMN_COMMENT, GENERATION_EXPRESSION, COLLATION_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?`;

const OTHERS = [
  'SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?',
  `SELECT CONSTRAINT_NAME, TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME,
  REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = ?`,
  `SELECT CONSTRAINT_NAME, TABLE_NAME, UPDATE_RULE, DELETE_RULE FROM information_schema.REFERENTIAL_CONSTRAINTS
  WHERE CONSTRAINT_SCHEMA = ?`,
];

export async function openMysql(place: SourcePlace): Promise<BareReader> {
  const [first, second] = await Promise.all([connect(place), connect(place)]);
  return {
    read: async () => {
      const counts = await Promise.all([ask(first, [COLUMNS], place), ask(second, OTHERS, place)]);
      return counts[0] + counts[1];
    },
    close: async () => {
      await Promise.all([first.end(), second.end()]);
    },
  };
}

function connect({ host, port, user, password, database }: SourcePlace): Promise<mysql.Connection> {
  return mysql.createConnection({
    host: host ?? undefined,
    port: port ?? undefined,
    user: user ?? undefined,
    password: password ?? undefined,
    database: database ?? undefined,
    rowsAsArray: true,
    charset: 'utf8mb4',
  });
}

async function ask(
  connection: mysql.Connection,
  queries: readonly string[],
  { database }: SourcePlace,
): Promise<number> {
  let count = 0;
  for (const sql of queries) count += (await connection.query<mysql.RowDataPacket[][]>(sql, [database]))[0].length;
  return count;
}
