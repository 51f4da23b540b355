import type { QueryRunner } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { WrittenColumns } from './row-values.js';

/** How one engine writes many rows fast; each call is one chunk of at most `chunk` rows. */
export interface BulkWriter {
  /** Rows at a time; between two chunks the event loop is let go. */
  readonly chunk: number;
  insert(runner: QueryRunner, shape: WrittenColumns, rows: readonly unknown[][]): Promise<void>;
  /** Each row's first value is the key. Answers how many rows there were to update. */
  update(runner: QueryRunner, shape: WrittenColumns, rows: readonly unknown[][]): Promise<number>;
  /** Answers how many rows there were to remove. */
  remove(runner: QueryRunner, table: string, key: ColumnMetadata, ids: readonly unknown[]): Promise<number>;
}

/** A statement's number of rows, the same way on every engine. */
export async function affectedBy(runner: QueryRunner, sql: string, parameters: unknown[]): Promise<number> {
  return (await runner.query(sql, parameters, true)).affected ?? 0;
}

/** The quoted names of columns, with commas between. */
export function quotedNames(runner: QueryRunner, columns: readonly ColumnMetadata[]): string {
  return columns.map(({ databaseName }) => quoted(runner, databaseName)).join(', ');
}

/** An identifier of ours in the engine's quotes. */
export function quoted(runner: QueryRunner, name: string): string {
  return runner.dataSource.driver.escape(name);
}
