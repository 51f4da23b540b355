import type { EntityManager } from 'typeorm';
import type { EntityClass } from '../create-catalogue.js';
import { affectedBy, quoted, quotedNames } from './bulk-writer.js';
import { insertShape, keyColumn } from './row-values.js';

type Of<E extends object> = new () => E;

/**
 * Inserts rows, some hundred at most, only while a row of another entity is as the condition says: one statement on every
 * engine, so nothing fits between the look and the write. That row is not locked: under READ COMMITTED the subselect is a
 * consistent read. A property has to be one of its values.
 * @returns whether the rows were inserted
 */
export async function insertWhile<E extends object, G extends object>(
  { dataSource: source }: EntityManager,
  entity: Of<E>,
  rows: readonly Partial<E>[],
  guard: Of<G>,
  condition: { readonly [P in keyof G & string]?: readonly (string | number)[] },
): Promise<boolean> {
  const shape = insertShape(source, entity as EntityClass);
  const runner = source.createQueryRunner();
  const isPostgresql = source.options.type === 'postgres';
  const parameters: unknown[] = [];
  const bind = (value: unknown, type: string): string => {
    parameters.push(value);
    return isPostgresql ? `$${parameters.length}::${type}` : '?';
  };
  const types = shape.columns.map((column) => source.driver.normalizeType(column));
  const selects = rows.map((row) => {
    const values = shape.valuesOf(row).map((value, at) => `${bind(value, types[at] ?? 'text')} AS c${at}`);
    return `SELECT ${values.join(', ')}`;
  });
  const tests = Object.entries<readonly (string | number)[] | undefined>(condition).map(([property, values = []]) => {
    const column = keyColumn(source, guard as EntityClass, property);
    const type = source.driver.normalizeType(column);
    return `${quoted(runner, column.databaseName)} IN (${values.map((value) => bind(value, type)).join(', ')})`;
  });
  const guarded = `SELECT 1 FROM ${quoted(runner, source.getMetadata(guard).tableName)} WHERE ${tests.join(' AND ')}`;
  const into = `${quoted(runner, shape.metadata.tableName)} (${quotedNames(runner, shape.columns)})`;
  const sql = `INSERT INTO ${into} SELECT * FROM (${selects.join(' UNION ALL ')}) given WHERE EXISTS (${guarded})`;
  try {
    return (await affectedBy(runner, sql, parameters)) > 0;
  } finally {
    await runner.release();
  }
}
