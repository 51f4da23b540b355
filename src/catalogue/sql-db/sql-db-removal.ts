import { ConflictError } from '../../common/errors.js';
import { affected, bulkDelete } from '../../persistence/bulk/bulk.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { Relationship } from '../relationship/relationship.entity.js';
import { SqlColumn } from '../sql-column/sql-column.entity.js';
import { SqlTable } from '../sql-table/sql-table.entity.js';
import { SqlDb } from './sql-db.entity.js';

/** Tables whose parts go at once: SQLite removes them synchronously, and nobody is to wait for 10,000. */
const AT_ONCE = 20;

/**
 * Removes a source with all that is known of it.
 * @throws ConflictError `source-busy` while a task waits for it or runs on it
 */
export async function removeSqlDb(
  tx: Tx,
  { id, name, dbElements }: Pick<SqlDb, 'id' | 'name' | 'dbElements'>,
): Promise<void> {
  const manager = managerOf(tx);
  const claim = manager
    .createQueryBuilder()
    .update(SqlDb)
    .set({ structureRevision: () => 'structure_revision + 1' })
    .where('id = :id', { id })
    .andWhere("db_elements_status NOT IN ('PENDING', 'RUNNING')");
  if ((await affected(claim)) === 0) {
    throw new ConflictError('source-busy', `A task is at work on "${name}". Cancel it, or wait until it has ended.`, {
      details: { taskId: dbElements.taskId },
    });
  }
  const tables = await manager.find(SqlTable, { select: { id: true }, where: { sqlDbId: id } });
  await removeTables(tx, tables.map((table) => table.id)); // prettier-ignore
  await manager.delete(SqlDb, { id });
}

/** Removes tables with their columns and the relationships that start from them; those that lead to them lose their link. */
export async function removeTables(tx: Tx, ids: readonly number[]): Promise<void> {
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const part = ids.slice(start, start + AT_ONCE);
    await bulkDelete(tx, Relationship, 'sourceTableId', part);
  }
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const part = ids.slice(start, start + AT_ONCE);
    await bulkDelete(tx, SqlColumn, 'sqlTableId', part);
    await bulkDelete(tx, SqlTable, 'id', part);
  }
}
