import { setImmediate as letGo } from 'node:timers/promises';
import type { DataSource, DeleteQueryBuilder, ObjectLiteral, QueryRunner, UpdateQueryBuilder } from 'typeorm';
import type { EntityClass } from '../create-catalogue.js';
import { managerOf } from '../tx.js';
import type { Tx } from '../tx.js';
import type { BulkWriter } from './bulk-writer.js';
import { mysqlBulk } from './mysql-bulk.js';
import { postgresqlBulk } from './postgresql-bulk.js';
import { insertShape, keyColumn, updateShape, valuesShape } from './row-values.js';
import { sqliteBulk } from './sqlite-bulk.js';

type Of<E extends object> = new () => E;

/**
 * Inserts many rows the fast way of the engine. Values go through the entity's own conversions; nothing is read back, so
 * the caller gives the ids (UUIDs, or integers from {@link reserveIds}). Cascades and subscribers do not run.
 */
export async function bulkInsert<E extends object>(tx: Tx, entity: Of<E>, rows: readonly Partial<E>[]): Promise<void> {
  const { runner, source, writer } = connectionOf(tx);
  const shape = insertShape(source, entity as EntityClass);
  for (const chunk of chunks(rows, writer.chunk)) {
    await writer.insert(
      runner,
      shape,
      chunk.map((row) => shape.valuesOf(row)),
    );
    await letGo();
  }
}

/** A row's values, in the order of the properties. */
export type ValuesOf<E, P extends readonly (keyof E)[]> = { -readonly [I in keyof P]: E[P[I]] };

/**
 * Inserts very many rows: as {@link bulkInsert}, but each is made as a list of values when its turn comes, in half the time.
 * Columns that are left out get the database's default.
 * @throws Error for a property that is not one column
 */
export async function bulkInsertValues<E extends object, P extends readonly (keyof E & string)[], T>(
  tx: Tx,
  entity: Of<E>,
  properties: P,
  items: readonly T[],
  valuesOf: (item: T) => ValuesOf<E, P>,
): Promise<void> {
  const { runner, source, writer } = connectionOf(tx);
  const { convert, ...shape } = valuesShape(source, entity as EntityClass, properties);
  for (let start = 0; start < items.length; start += writer.chunk) {
    const rows: unknown[][] = [];
    const end = Math.min(start + writer.chunk, items.length);
    for (let at = start; at < end; at++) {
      const values = valuesOf(items[at] as T) as unknown as unknown[];
      convert(values);
      rows.push(values);
    }
    await writer.insert(runner, shape, rows);
    await letGo();
  }
}

/**
 * Updates some properties of many rows, each found by its key. A property that a row leaves out is set to its default,
 * else NULL. Answers how many rows there were.
 */
export async function bulkUpdate<E extends object>(
  tx: Tx,
  entity: Of<E>,
  key: keyof E & string,
  rows: readonly Partial<E>[],
  properties: readonly (keyof E & string)[],
): Promise<number> {
  if (properties.length === 0) return 0;
  const { runner, source, writer } = connectionOf(tx);
  const shape = updateShape(source, entity as EntityClass, key, properties);
  let count = 0;
  for (const chunk of chunks(rows, writer.chunk)) {
    const values = chunk.map((row) => shape.valuesOf(row));
    count += await writer.update(runner, shape, values);
    await letGo();
  }
  return count;
}

/** Removes the rows with these keys; answers how many there were. */
export async function bulkDelete<E extends object>(
  tx: Tx,
  entity: Of<E>,
  key: keyof E & string,
  ids: readonly (string | number)[],
): Promise<number> {
  const { runner, source, writer } = connectionOf(tx);
  const { tableName } = source.getMetadata(entity);
  const column = keyColumn(source, entity as EntityClass, key);
  let count = 0;
  for (const chunk of chunks(ids, writer.chunk)) {
    count += await writer.remove(runner, tableName, column, chunk);
    await letGo();
  }
  return count;
}

/** Runs an UPDATE or DELETE and says how many rows met its condition, the same way on every engine. */
export async function affected<E extends ObjectLiteral>(
  query: UpdateQueryBuilder<E> | DeleteQueryBuilder<E>,
): Promise<number> {
  return (await query.execute()).affected ?? 0;
}

function connectionOf(tx: Tx): { runner: QueryRunner; source: DataSource; writer: BulkWriter } {
  const { queryRunner: runner, dataSource: source } = managerOf(tx);
  if (!runner) throw new Error('The transaction has no connection.');
  const { type } = source.options;
  const writer = type === 'postgres' ? postgresqlBulk : type === 'better-sqlite3' ? sqliteBulk : mysqlBulk;
  return { runner, source, writer };
}

function* chunks<T>(rows: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}
