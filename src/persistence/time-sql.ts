import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

interface TimeSql {
  /** The day (`2027-01-31`, UTC) of an instant. */
  day(instant: string): string;
  /** Whole milliseconds from one instant to another. */
  between(from: string, to: string): string;
}

/** Instants are kept in UTC on every engine; what the engines call it differs. */
const SQLITE: TimeSql = {
  day: (instant) => `SUBSTR(${instant}, 1, 10)`,
  between: (from, to) => `CAST(ROUND((JULIANDAY(${to}) - JULIANDAY(${from})) * 86400000) AS INTEGER)`,
};
const MYSQL: TimeSql = {
  day: (instant) => `DATE_FORMAT(${instant}, '%Y-%m-%d')`,
  between: (from, to) => `(TIMESTAMPDIFF(MICROSECOND, ${from}, ${to}) DIV 1000)`,
};
const POSTGRESQL: TimeSql = {
  day: (instant) => `TO_CHAR(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD')`,
  between: (from, to) => `CAST(EXTRACT(EPOCH FROM (${to} - ${from})) * 1000 AS INTEGER)`,
};

/** How a query on the catalogue speaks of time; properties as `alias.property`. */
export function timeSql<T extends ObjectLiteral>(select: SelectQueryBuilder<T>): TimeSql {
  const { type } = select.dataSource.options;
  if (type === 'postgres') return POSTGRESQL;
  return type === 'better-sqlite3' ? SQLITE : MYSQL;
}
