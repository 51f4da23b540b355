import { ConflictError, NotFoundError } from '../../common/errors.js';
import { affected, bulkUpdate } from '../../persistence/bulk/bulk.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { SqlColumn } from '../sql-column/sql-column.entity.js';
import { SqlDb } from '../sql-db/sql-db.entity.js';
import { SqlTable } from '../sql-table/sql-table.entity.js';
import { applyChanges } from './apply-changes.js';
import { applyColumns, applyNewTables } from './apply-new.js';
import { applyRelationships } from './apply-relationships.js';
import { CAPTURED_COLUMN } from './captured-column.js';
import { markMissing, restore } from './missing.js';
import type { DiffPlan, Publication } from './plan.js';

const CAPTURED_TABLE = [
  'kind', 'comment', 'definition', 'partitions', 'structure', 'fingerprint', 'rowEstimate', 'columnCount',
  'missingColumnCount', 'problem',
] as const satisfies readonly (keyof SqlTable)[]; // prettier-ignore

/** Writes a plan into the catalogue; see SnapshotDiff.apply. */
export async function applyPlan(tx: Tx, plan: DiffPlan, { jobId, now }: Publication): Promise<void> {
  const { writes, sqlDbId } = plan;
  await claim(tx, plan, now);
  await restore(tx, writes.restoredTables);
  await markMissing(tx, writes, now);
  await applyTables(tx, plan, now);
  await applyNewTables(tx, sqlDbId, writes.newTables, now);
  await applyColumns(tx, writes.newColumns);
  const columns = writes.columns.map(({ id, captured, keys }) => ({ id, ...captured, ...keys, missingSince: null }));
  await bulkUpdate(tx, SqlColumn, 'id', columns, [...CAPTURED_COLUMN, 'pkField', 'fkField', 'missingSince']);
  const keyFields = writes.keyFields.map(({ id, keys }) => ({ id, ...keys }));
  await bulkUpdate(tx, SqlColumn, 'id', keyFields, ['pkField', 'fkField']);
  await applyRelationships(tx, sqlDbId, writes.relationships);
  await applyChanges(tx, sqlDbId, plan.changes, jobId, now);
}

/**
 * Locks the source's row, and makes sure that nobody has changed its structure since the plan was made: a purge may have
 * removed what the plan refers to.
 */
async function claim(tx: Tx, { sqlDbId: id, structureRevision, sourceVersion }: DiffPlan, now: Date): Promise<void> {
  const manager = managerOf(tx);
  const update = manager.createQueryBuilder().update(SqlDb).set({ lastDiscoveredAt: now, sourceVersion });
  if ((await affected(update.where({ id, structureRevision }))) > 0) return;
  const found = await manager.findOne(SqlDb, { select: { id: true, structureRevision: true }, where: { id } });
  if (!found) throw new NotFoundError('source', id);
  // A server that counts changed rows only, asked twice within a millisecond.
  if (found.structureRevision === structureRevision) return;
  throw new ConflictError(
    'catalogue-changed',
    'The catalogue of this source was changed while it was read (a purge, or a key drawn by hand). Run it again.',
  );
}

async function applyTables(tx: Tx, { writes }: DiffPlan, now: Date): Promise<void> {
  const there = { missingSince: null, staleSince: null };
  const read = writes.tables.map(({ id, captured }) => ({ id, ...captured, ...there }));
  await bulkUpdate(tx, SqlTable, 'id', read, [...CAPTURED_TABLE, 'missingSince', 'staleSince']);
  await bulkUpdate(tx, SqlTable, 'id', writes.estimates, ['rowEstimate']);
  const recovered = writes.recoveredTables.map((id) => ({ id, staleSince: null, problem: null }));
  await bulkUpdate(tx, SqlTable, 'id', recovered, ['staleSince', 'problem']);
  const newly = writes.problems.filter((problem) => problem.newly);
  const stale = newly.map(({ id, problem }) => ({ id, problem, staleSince: now, missingSince: null }));
  await bulkUpdate(tx, SqlTable, 'id', stale, ['problem', 'staleSince', 'missingSince']);
  const still = writes.problems.filter((problem) => !problem.newly);
  await bulkUpdate(tx, SqlTable, 'id', still.map(({ id, problem }) => ({ id, problem, missingSince: null })), ['problem', 'missingSince']); // prettier-ignore
}
