import { bulkInsert } from '../../persistence/bulk/bulk.js';
import { reserveIds } from '../../persistence/bulk/reserve-ids.js';
import type { Tx } from '../../persistence/tx.js';
import { SqlColumn } from '../sql-column/sql-column.entity.js';
import { SqlTable } from '../sql-table/sql-table.entity.js';
import type { PlannedWrites } from './plan-state.js';
import { storable } from './storable.js';

/** Rows that exist as objects at one time: the rest is made when its turn comes. */
export const AT_ONCE = 2000;

/** Inserts new tables, and gives their nodes their ids. */
export async function applyNewTables(
  tx: Tx,
  sqlDbId: string,
  tables: PlannedWrites['newTables'],
  now: Date,
): Promise<void> {
  if (tables.length === 0) return;
  let id = await reserveIds(tx, SqlTable, tables.length);
  for (let start = 0; start < tables.length; start += AT_ONCE) {
    const rows = tables.slice(start, start + AT_ONCE).map(({ node, captured }) => ({
      id: (node.id = id++),
      sqlDbId,
      key: node.key,
      schema: storable(node.schema),
      name: storable(node.name),
      description: null,
      generatedComment: null,
      tags: [],
      missingSince: null,
      staleSince: captured.problem === null ? null : now,
      version: 1,
      ...captured,
    }));
    await bulkInsert(tx, SqlTable, rows);
  }
}

/** Inserts new columns, and gives their nodes their ids. */
export async function applyColumns(tx: Tx, columns: PlannedWrites['newColumns']): Promise<void> {
  if (columns.length === 0) return;
  let id = await reserveIds(tx, SqlColumn, columns.length);
  for (let start = 0; start < columns.length; start += AT_ONCE) {
    const rows = columns.slice(start, start + AT_ONCE).map(({ node, key, captured, keys }) => ({
      id: (node.id = id++),
      sqlTableId: node.table.id,
      key,
      originalColumnName: node.name,
      columnName: node.name,
      ...captured,
      ...keys,
      description: null,
      generatedComment: null,
      valueDescription: null,
      missingSince: null,
      version: 1,
    }));
    await bulkInsert(tx, SqlColumn, rows);
  }
}
