import { baseType, unescaped } from './mysql.types.js';

const NUMBERS = /^(tinyint|smallint|mediumint|int|integer|bigint|year|float|double|real|decimal|numeric)$/;
const BINARY = /^(binary|varbinary|tinyblob|blob|mediumblob|longblob|bit)$/;
const ON_UPDATE = /\bon update (current_timestamp(?:\(\d*\))?)/i;

/** A string as SQL, for sql_mode without NO_BACKSLASH_ESCAPES. */
export function sqlString(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** MySQL shows its expressions escaped once more than they are (`_utf8mb4\'a\'`); this is the SQL that was meant. */
export function plainExpression(text: string): string {
  return text.replaceAll(/\\([^])/g, (_, character: string) => unescaped(character));
}

/** The bare text of MySQL's COLUMN_DEFAULT as SQL. */
function literalOf(text: string, columnType: string, extra: string): string {
  const base = baseType(columnType);
  if (/\bDEFAULT_GENERATED\b/i.test(extra)) return plainExpression(text);
  if (NUMBERS.test(base)) return text;
  if (/^(timestamp|datetime)$/.test(base) && /^current_timestamp\b/i.test(text)) return text;
  if (BINARY.test(base) && /^(b'[01]*'|0x[0-9a-f]*)$/i.test(text)) return text;
  return sqlString(text);
}

/**
 * A column's default in SQL, alike on both families, with its `ON UPDATE …` after it; null when there is none.
 * @param defaultsAreSql MariaDB: COLUMN_DEFAULT is SQL already, and `NULL` for a nullable column without one
 */
export function defaultOf(
  text: string | null,
  columnType: string,
  nullable: boolean,
  extra: string,
  defaultsAreSql: boolean,
): string | null {
  let sql = text;
  if (sql !== null) sql = defaultsAreSql ? (sql === 'NULL' ? null : sql) : literalOf(sql, columnType, extra);
  if (extra === '') return sql;
  const onUpdate = ON_UPDATE.exec(extra)?.[1];
  if (onUpdate === undefined) return sql;
  return `${sql ?? (nullable ? 'NULL' : '')} ON UPDATE ${onUpdate}`.trimStart();
}
