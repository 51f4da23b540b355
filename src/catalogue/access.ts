import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { assertMay, may, visibleWorkspaces, type Actor, type Role } from '../common/actor.js';
import { NotFoundError } from '../common/errors.js';
import { affected } from '../persistence/bulk/bulk.js';
import { managerOf, type Tx } from '../persistence/tx.js';
import { SqlDb } from './sql-db/sql-db.entity.js';

/** A source as far as rights go. */
export type OwningSqlDb = Pick<SqlDb, 'id' | 'workspaceId' | 'name'>;

/**
 * The source that something belongs to.
 * @param what it is, and its id, for the error: who may not see the source does not learn that the thing exists
 * @throws NotFoundError, ForbiddenError when the actor sees it and lacks the role
 */
export async function ownerOf(
  manager: EntityManager,
  actor: Actor,
  sqlDbId: string | undefined,
  role: Role,
  [what, id]: readonly [string, string | number],
): Promise<OwningSqlDb> {
  const select = { id: true, workspaceId: true, name: true };
  const sqlDb = sqlDbId === undefined ? null : await manager.findOne(SqlDb, { select, where: { id: sqlDbId } });
  if (!sqlDb || !may(actor, 'viewer', sqlDb.workspaceId)) throw new NotFoundError(what, id);
  assertMay(actor, role, sqlDb.workspaceId);
  return sqlDb;
}

/** Keeps rows of sources that the actor may see; `property` holds the source's id (`alias.sqlDbId`). */
export function onlyVisible<T extends ObjectLiteral>(
  select: SelectQueryBuilder<T>,
  actor: Actor,
  property: string,
): void {
  const visible = visibleWorkspaces(actor);
  if (visible === 'all') return;
  const sources = select
    .subQuery()
    .select('visible.id')
    .from(SqlDb, 'visible')
    .where('visible.workspaceId IN (:...visible)');
  select.andWhere(`${property} IN ${sources.getQuery()}`).setParameter('visible', visible.length > 0 ? visible : ['']);
}

/**
 * Says that a source's structure is changed by something else than publishing: a plan made before is refused then. First
 * in its transaction, so that it waits for a publish and a publish waits for it.
 */
export async function touchStructure(tx: Tx, sqlDbId: string): Promise<void> {
  const update = managerOf(tx).createQueryBuilder().update(SqlDb);
  const touched = await affected(
    update.set({ structureRevision: () => 'structure_revision + 1' }).where({ id: sqlDbId }),
  );
  if (touched === 0) throw new NotFoundError('source', sqlDbId);
}
