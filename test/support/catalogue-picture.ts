import type { DataSource } from 'typeorm';
import { RelationshipPair } from '../../src/catalogue/relationship/relationship-pair.entity.js';
import { Relationship } from '../../src/catalogue/relationship/relationship.entity.js';
import { SqlColumn } from '../../src/catalogue/sql-column/sql-column.entity.js';
import { SqlTable } from '../../src/catalogue/sql-table/sql-table.entity.js';

/**
 * Everything that discoveries have written of a source, as sorted lines without ids, times and estimates: two sources
 * that looked alike at each of their discoveries have the same.
 */
export async function pictureOf({ manager }: DataSource, sqlDbId: string): Promise<string[]> {
  const tables = await manager.findBy(SqlTable, { sqlDbId });
  const names = new Map(tables.map(({ id, schema, name }) => [id, `${schema}.${name}`]));
  const columns = await manager
    .createQueryBuilder(SqlColumn, 'c')
    .innerJoin(SqlTable, 't', 't.id = c.sqlTableId')
    .where('t.sqlDbId = :sqlDbId', { sqlDbId })
    .getMany();
  const relationships = await manager.findBy(Relationship, { sqlDbId });
  const pairs = await manager
    .createQueryBuilder(RelationshipPair, 'p')
    .innerJoin(Relationship, 'r', 'r.id = p.relationshipId')
    .where('r.sqlDbId = :sqlDbId', { sqlDbId })
    .orderBy('p.position')
    .getMany();
  const found = relationships.filter(({ kind }) => kind !== 'manual');
  return [
    ...tables.map((table) => line('table', names.get(table.id), TABLE, table)),
    ...columns.map((column) => line('column', names.get(column.sqlTableId), COLUMN, column)),
    ...found.map((one) => {
      const own = pairs.filter(({ relationshipId }) => relationshipId === one.id);
      const columnsOf = own.map(({ sourceColumn, targetColumn }) => `${sourceColumn}=${targetColumn}`).join();
      return line(`relationship (${columnsOf})`, names.get(one.sourceTableId), RELATIONSHIP, one);
    }),
  ].sort();
}

const TABLE = ['kind', 'comment', 'definition', 'structure', 'fingerprint', 'columnCount', 'missingColumnCount', 'staleSince', 'problem'] as const; // prettier-ignore
const COLUMN = ['key', 'originalColumnName', 'ordinal', 'nativeType', 'nullable', 'defaultValue', 'identity', 'generated', 'enumValues', 'comment', 'pkField', 'fkField'] as const; // prettier-ignore
const RELATIONSHIP = ['key', 'constraintName', 'kind', 'targetSchema', 'targetTableName', 'onUpdate', 'onDelete', 'deferrable'] as const; // prettier-ignore

function line<T extends { missingSince: Date | null }>(
  what: string,
  table: string | undefined,
  fields: readonly (keyof T)[],
  row: T,
): string {
  const values = fields.map((field) => `${String(field)}=${JSON.stringify(row[field])}`);
  return `${table ?? '?'} ${what} ${row.missingSince ? 'MISSING ' : ''}${values.join(' ')}`;
}

/** What people have written of a source's tables, columns and relationships, as sorted lines. */
export async function peopleTextOf({ manager }: DataSource, sqlDbId: string): Promise<string[]> {
  const tables = await manager.findBy(SqlTable, { sqlDbId });
  const columns = await manager
    .createQueryBuilder(SqlColumn, 'c')
    .innerJoin(SqlTable, 't', 't.id = c.sqlTableId')
    .where('t.sqlDbId = :sqlDbId', { sqlDbId })
    .getMany();
  const drawn = await manager.findBy(Relationship, { sqlDbId, kind: 'manual' });
  const isWritten = (column: SqlColumn): boolean =>
    column.columnName !== column.originalColumnName || column.description !== null;
  return [
    ...tables
      .filter(({ description, tags }) => description !== null || tags.length > 0)
      .map(({ id, description, tags }) => ({ id, description, tags })),
    ...columns
      .filter(isWritten)
      .map(({ id, columnName, description, valueDescription }) => ({ id, columnName, description, valueDescription })),
    ...drawn.map(({ id, sourceTableId, targetTableId, description, missingSince }) => {
      return { id, sourceTableId, targetTableId, description, missingSince };
    }),
  ]
    .map((text) => JSON.stringify(text))
    .sort();
}
