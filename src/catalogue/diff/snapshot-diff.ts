import { Injectable } from '@nestjs/common';
import { Transactions } from '../../persistence/transactions.js';
import type { Tx } from '../../persistence/tx.js';
import { SqlTable } from '../sql-table/sql-table.entity.js';
import { applyPlan } from './apply-plan.js';
import type { DiffInput } from './diff-types.js';
import { makePlan, type DiffPlan, type Publication } from './plan.js';

/** Merges snapshots of a source into the catalogue: by stable keys, in sets, writing only what differs. */
@Injectable()
export class SnapshotDiff {
  constructor(private readonly transactions: Transactions) {}

  /** Whether nothing of the source is catalogued yet: then every table of its snapshot is new. */
  async isFirst(sqlDbId: string): Promise<boolean> {
    return this.transactions.read(async (manager) => !(await manager.existsBy(SqlTable, { sqlDbId })));
  }

  /**
   * Compares a snapshot with the catalogue. Reads only, and lets the event loop go on. Tables with the fingerprint of
   * last time are not even parsed.
   * @throws NotFoundError, ConflictError `empty-list` or `confirmation-required` (CONTRACT 6), or the signal's reason
   */
  async plan(sqlDbId: string, input: DiffInput): Promise<DiffPlan> {
    return this.transactions.read((manager) => makePlan(manager, sqlDbId, input));
  }

  /**
   * Publishes a plan: bulk writes in the given transaction, nothing but what differs. When the transaction was rolled back
   * (a deadlock, an outage) the same plan may be applied again, in another one.
   * @throws ConflictError `catalogue-changed` when the source's structure was changed since the plan was made: plan again
   */
  async apply(tx: Tx, diff: DiffPlan, publication: Publication): Promise<void> {
    await applyPlan(tx, diff, publication);
  }
}
