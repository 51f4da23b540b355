import type { SnapshotTable } from '../../common/snapshot.js';
import { joinFacts } from '../facts.js';
import { commentsOf } from './sqlite.comments.js';
import { parseCreateTable } from './sqlite.ddl.js';
import { namedKeys, type ResolvedKey, type Target } from './sqlite.foreign-keys.js';
import type { ColumnRow, IndexRow } from './sqlite.queries.js';
import { bareTable, columnsOf, indexesOf, primaryKeyOf, uniquesOf } from './sqlite.rows.js';

/** All that the picture of an ordinary table is made of; {@link factsOf} holds every bit of it. */
export interface TableParts {
  readonly name: string;
  /** The text of CREATE TABLE. */
  readonly text: string;
  /** JSON of the {@link ColumnRow}s. */
  readonly columns: string;
  readonly indexes: readonly IndexRow[];
  /** The texts of those indexes that the pragmas do not tell in full, by name. */
  readonly indexTexts: ReadonlyMap<string, string>;
  readonly foreignKeys: readonly ResolvedKey[];
}

/** Rowids are left out: VACUUM gives new ones. */
export function factsOf({ name, text, columns, indexes, indexTexts, foreignKeys }: TableParts): string {
  const indexFacts = indexes.map((row) => [row[1], row[2], row[3], row[4], row[6], row[7]]);
  const others =
    indexes.length + foreignKeys.length === 0 ? '' : JSON.stringify([indexFacts, [...indexTexts], foreignKeys]);
  return joinFacts([name, text, columns, others]);
}

export function makeTable({ name, text, columns, indexes, indexTexts, foreignKeys }: TableParts): SnapshotTable {
  const ddl = parseCreateTable(text);
  const comments = commentsOf(text);
  const rows = columnRowsOf(columns);
  return {
    ...bareTable(name, 'table'),
    comment: comments.object,
    columns: columnsOf(rows, ddl, comments.columns),
    primaryKey: primaryKeyOf(rows),
    primaryKeyName: ddl.primaryKeyName,
    uniques: uniquesOf(indexes, ddl),
    checks: ddl.checks,
    indexes: indexesOf(indexes, indexTexts),
    foreignKeys: namedKeys(foreignKeys, ddl),
  };
}

/** What keys that refer to the table need of it. */
export function targetOf(columns: string): Target {
  const rows = columnRowsOf(columns);
  return { columns: rows.map((row) => row[1]), primaryKey: primaryKeyOf(rows) };
}

const columnRowsOf = (json: string): ColumnRow[] => JSON.parse(json) as ColumnRow[];
