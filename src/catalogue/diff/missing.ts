import { setImmediate } from 'node:timers/promises';
import type { ObjectLiteral, UpdateQueryBuilder } from 'typeorm';
import { bulkUpdate } from '../../persistence/bulk/bulk.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { Relationship } from '../relationship/relationship.entity.js';
import { SqlColumn } from '../sql-column/sql-column.entity.js';
import { SqlTable } from '../sql-table/sql-table.entity.js';
import type { PlannedWrites } from './plan-state.js';

/** Tables whose columns and relationships are marked by one statement: SQLite runs it synchronously. */
const CHUNK = 50;

/** Marks what has gone, since now; a table's columns and declared keys go with it. */
export async function markMissing(tx: Tx, writes: PlannedWrites, now: Date): Promise<void> {
  const gone = (ids: readonly number[]) => ids.map((id) => ({ id, missingSince: now }));
  await bulkUpdate(tx, SqlColumn, 'id', gone(writes.missingColumns), ['missingSince']);
  await bulkUpdate(tx, Relationship, 'id', gone(writes.missingRelationships), ['missingSince']);
  await bulkUpdate(tx, SqlTable, 'id', gone(writes.missingTables), ['missingSince']);
  await eachPart(tx, writes.missingTables, now, 'missing_since IS NULL');
}

/**
 * What went missing together with these tables returns: it has the very instant of its table. Asked before the tables
 * themselves are marked.
 */
export async function restore(tx: Tx, tableIds: readonly number[]): Promise<void> {
  await eachPart(tx, tableIds, null, 'missing_since = (SELECT t.missing_since FROM sql_table t WHERE t.id = $owner)');
}

async function eachPart(
  tx: Tx,
  tableIds: readonly number[],
  missingSince: Date | null,
  condition: string,
): Promise<void> {
  const manager = managerOf(tx);
  for (let start = 0; start < tableIds.length; start += CHUNK) {
    const ids = tableIds.slice(start, start + CHUNK);
    const columns = manager.createQueryBuilder().update(SqlColumn).set({ missingSince });
    await marked(columns, 'sql_column.sql_table_id', ids, condition);
    const keys = manager.createQueryBuilder().update(Relationship).set({ missingSince });
    await marked(keys, 'relationship.source_table_id', ids, `relationship.kind = 'declared' AND ${condition}`);
    await setImmediate();
  }
}

async function marked<T extends ObjectLiteral>(
  update: UpdateQueryBuilder<T>,
  owner: string,
  ids: readonly number[],
  condition: string,
): Promise<void> {
  await update.where(`${owner} IN (:...ids)`, { ids }).andWhere(condition.replace('$owner', owner)).execute();
}
