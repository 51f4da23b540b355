import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../../common/errors.js';
import { SqlDb } from '../sql-db/sql-db.entity.js';
import type { ChangeDraft } from './change-draft.js';
import type { DiffScope, DiffSummary } from './diff-types.js';
import { knownTables, type KnownTable } from './picture.js';
import type { PlannedWrites } from './plan-state.js';
import { declaredCounts, type DeclaredCount } from './relationship-picture.js';

/** What publishing a snapshot will do; made by {@link PlanBuilder}, committed by one {@link SnapshotDiff.apply}. */
export interface DiffPlan {
  readonly sqlDbId: string;
  readonly summary: DiffSummary;
  readonly sourceVersion: string;
  /** Of the source's structure when it was read: publishing on another one is refused. */
  readonly structureRevision: number;
  readonly writes: PlannedWrites;
  readonly changes: readonly ChangeDraft[];
}

/** The run that publishes. */
export interface Publication {
  readonly jobId: string;
  readonly now: Date;
}

/** What the catalogue had of a source when the comparison began. */
export interface PlanStart {
  readonly sqlDbId: string;
  readonly structureRevision: number;
  readonly known: ReadonlyMap<string, KnownTable>;
  readonly declared: readonly DeclaredCount[];
}

/** Whether the snapshot is the whole list of tables, so that what it lacks is gone. */
export const listsAll = (scope: DiffScope): boolean => scope === 'all' || scope === 'tables';

/** Looks at what the catalogue has; the revision first: whatever changes from then on is found out at the publish. */
export async function startPlan(manager: EntityManager, sqlDbId: string): Promise<PlanStart> {
  const sqlDb = await manager.findOne(SqlDb, { select: { id: true, structureRevision: true }, where: { id: sqlDbId } });
  if (!sqlDb) throw new NotFoundError('source', sqlDbId);
  const known = await knownTables(manager, sqlDbId);
  const declared = known.size === 0 ? [] : await declaredCounts(manager, sqlDbId);
  return { sqlDbId, structureRevision: sqlDb.structureRevision, known, declared };
}
