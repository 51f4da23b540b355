import type { DataSource, EntityManager } from 'typeorm';
import type { EntityClass } from '../create-catalogue.js';
import { isUniqueViolation } from '../database-errors.js';
import { outsideTransactions } from '../transaction-guard.js';
import { managerOf } from '../tx.js';
import type { Tx } from '../tx.js';
import { affected } from './bulk.js';
import { IdSequence } from './id-sequence.entity.js';

/**
 * The first of `count` consecutive integer ids of the entity that nobody else gets, so that rows and those that refer to
 * them are inserted without reading back. On a server they are reserved past the transaction, as a sequence's are: the
 * counter's row is locked for a moment only, a rollback leaves a gap.
 */
export async function reserveIds(tx: Tx, entity: EntityClass, count: number): Promise<number> {
  const own = managerOf(tx);
  const source = own.dataSource;
  if (source.options.type === 'better-sqlite3') return take(own, source, entity, count);
  return outsideTransactions(() =>
    source.manager.transaction(async (manager) => take(manager, source, entity, count)),
  ).catch((error: unknown) => {
    // Two asked for the very first id at once: the row is there now.
    if (!isUniqueViolation(error)) throw error;
    return outsideTransactions(() =>
      source.manager.transaction(async (manager) => take(manager, source, entity, count)),
    );
  });
}

async function take(manager: EntityManager, source: DataSource, entity: EntityClass, count: number): Promise<number> {
  const metadata = source.getMetadata(entity);
  const name = metadata.tableName;
  const query = manager
    .createQueryBuilder()
    .update(IdSequence)
    .set({ nextId: () => `${source.driver.escape('next_id')} + ${Math.trunc(count)}` })
    .where({ name });
  if ((await affected(query)) > 0) {
    const { nextId } = await manager.findOneByOrFail(IdSequence, { name });
    return nextId - count;
  }
  const key = metadata.primaryColumns[0]?.propertyName ?? 'id';
  const highest = (await manager.maximum<Record<string, number>>(entity as new () => Record<string, number>, key)) ?? 0;
  const first = Number(highest) + 1;
  await manager.insert(IdSequence, { name, nextId: first + count });
  return first;
}
