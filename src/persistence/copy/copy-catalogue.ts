import type { DataSource, EntityManager, EntityMetadata } from 'typeorm';
import { ConflictError, DomainError } from '../../common/errors.js';
import { bulkInsert } from '../bulk/bulk.js';
import type { EntityClass } from '../create-catalogue.js';
import { migrate, pendingMigrations } from '../migration/migrate.js';
import { managerOf } from '../tx.js';
import { TypeormTransactions } from '../typeorm-transactions.js';

/** Rows that are in memory at a time. */
const BATCH = 2_000;
/** What a catalogue that nobody has used yet may hold: counters that its migrations made. */
const COUNTERS = 'id_sequence';

/** Told after each table. */
export type CopyWatcher = (table: string, rows: number) => void;

/**
 * Copies every row of a catalogue into an empty one, of whatever engine: ids, ciphers and numbers stay as they are. All
 * of it or nothing. No server may work on either meanwhile.
 * @returns how many rows there were
 * @throws ConflictError `catalogue-not-empty`, DomainError `catalogue-outdated`, `copy-incomplete`
 */
export async function copyCatalogue(from: DataSource, to: DataSource, watch: CopyWatcher): Promise<number> {
  const pending = await pendingMigrations(from);
  if (pending.length > 0) {
    const message = `The catalogue to be copied lacks ${pending.join(', ')}: start this version of Seshat on it once.`;
    throw new DomainError('catalogue-outdated', message);
  }
  await refuseOlder(to);
  await migrate(to);
  const tables = inOrder(to.entityMetadatas);
  return new TypeormTransactions(to).run(async (tx) => {
    const target = managerOf(tx);
    await refuseUsed(target, tables);
    let total = 0;
    for (const { target: entity, tableName } of tables) {
      if (tableName === COUNTERS) await target.createQueryBuilder().delete().from(entity).execute();
      let copied = 0;
      for await (const rows of batches(from.manager, entity as EntityClass)) {
        await bulkInsert(tx, entity as EntityClass, rows);
        copied += rows.length;
      }
      await assertSame(from.manager, target, entity as EntityClass, tableName);
      watch(tableName, copied);
      total += copied;
    }
    return total;
  });
}

/** In the order of the primary key, hidden columns too. */
async function* batches(manager: EntityManager, entity: EntityClass): AsyncGenerator<object[]> {
  const { columns, primaryColumns } = manager.dataSource.getMetadata(entity);
  for (let offset = 0; ; offset += BATCH) {
    const select = manager
      .createQueryBuilder(entity, 'e')
      .select(columns.map(({ propertyPath }) => `e.${propertyPath}`));
    for (const { propertyName } of primaryColumns) select.addOrderBy(`e.${propertyName}`);
    const rows = await select.limit(BATCH).offset(offset).getMany();
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH) return;
  }
}

/** Those that are referred to come first. */
function inOrder(all: readonly EntityMetadata[]): EntityMetadata[] {
  const done = new Set<EntityMetadata>();
  const visit = (one: EntityMetadata): void => {
    if (done.has(one)) return;
    for (const { referencedEntityMetadata: other } of one.foreignKeys) if (other !== one) visit(other);
    done.add(one);
  };
  for (const one of [...all].sort((a, b) => (a.tableName < b.tableName ? -1 : 1))) visit(one);
  return [...done];
}

/** A catalogue that somebody has made with an earlier version is not brought up to date by accident. */
async function refuseOlder(to: DataSource): Promise<void> {
  const pending = await pendingMigrations(to);
  if (pending.length === 0 || pending.length === to.migrations.length) return;
  const message = 'The catalogue to copy into was made by an earlier version of Seshat. Name a new, empty one.';
  throw new ConflictError('catalogue-not-empty', message);
}

async function refuseUsed(manager: EntityManager, tables: readonly EntityMetadata[]): Promise<void> {
  for (const { target, tableName } of tables) {
    if (tableName === COUNTERS || (await manager.count(target)) === 0) continue;
    const message = `The catalogue to copy into is not empty: its table ${tableName} has rows. Name a new, empty one.`;
    throw new ConflictError('catalogue-not-empty', message);
  }
}

async function assertSame(from: EntityManager, to: EntityManager, entity: EntityClass, table: string): Promise<void> {
  const [wanted, is] = [await from.count(entity), await to.count(entity)];
  if (wanted === is) return;
  const message = `${is} of ${wanted} rows of ${table} were copied: something still writes to it. Stop every server, and try again.`;
  throw new DomainError('copy-incomplete', message);
}
