import { bulkInsertValues } from '../../persistence/bulk/bulk.js';
import { reserveIds } from '../../persistence/bulk/reserve-ids.js';
import type { Tx } from '../../persistence/tx.js';
import { SqlColumn } from '../sql-column/sql-column.entity.js';
import { SqlTable } from '../sql-table/sql-table.entity.js';
import { CAPTURED_COLUMN } from './captured-column.js';
import type { PlannedWrites } from './plan-state.js';
import { storable } from './storable.js';

/** What discovery gives a new table; the rest is for people, and empty. */
const TABLE = [
  'id', 'sqlDbId', 'key', 'schema', 'name', 'kind', 'comment', 'tags', 'rowEstimate', 'partitions', 'definition',
  'structure', 'fingerprint', 'columnCount', 'missingColumnCount', 'staleSince', 'problem', 'version',
] as const satisfies readonly (keyof SqlTable)[]; // prettier-ignore

/** What discovery gives a new column; the rest is for people, and empty. */
const COLUMN = [
  'id', 'sqlTableId', 'key', 'originalColumnName', 'columnName', 'pkField', 'fkField', 'version', ...CAPTURED_COLUMN,
] as const satisfies readonly (keyof SqlColumn)[]; // prettier-ignore

/** Inserts new tables, and gives their nodes their ids. */
export async function applyNewTables(
  tx: Tx,
  sqlDbId: string,
  tables: PlannedWrites['newTables'],
  now: Date,
): Promise<void> {
  if (tables.length === 0) return;
  let id = await reserveIds(tx, SqlTable, tables.length);
  await bulkInsertValues(tx, SqlTable, TABLE, tables, ({ node, captured }) => [
    (node.id = id++),
    sqlDbId,
    node.key,
    storable(node.schema),
    storable(node.name),
    captured.kind,
    captured.comment,
    [],
    captured.rowEstimate,
    captured.partitions,
    captured.definition,
    captured.structure,
    captured.fingerprint,
    captured.columnCount,
    captured.missingColumnCount,
    captured.problem === null ? null : now,
    captured.problem,
    1,
  ]);
}

/** Inserts new columns, and gives them their ids. */
export async function applyColumns(tx: Tx, columns: PlannedWrites['newColumns']): Promise<void> {
  if (columns.length === 0) return;
  let id = await reserveIds(tx, SqlColumn, columns.length);
  await bulkInsertValues(tx, SqlColumn, COLUMN, columns, (column) => {
    const { captured } = column;
    column.id = id++;
    return [
      column.id,
      column.table.id,
      column.key,
      column.name,
      column.name,
      column.pkField,
      column.fkField,
      1,
      captured.ordinal,
      captured.nativeType,
      captured.dataFormat,
      captured.length,
      captured.precision,
      captured.scale,
      captured.nullable,
      captured.defaultValue,
      captured.identity,
      captured.generated,
      captured.enumValues,
      captured.collation,
      captured.comment,
    ];
  });
}
