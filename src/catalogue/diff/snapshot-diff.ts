import { Injectable } from '@nestjs/common';
import { Transactions } from '../../persistence/transactions.js';
import type { Tx } from '../../persistence/tx.js';
import { applyPlan } from './apply-plan.js';
import { Breather } from './breather.js';
import type { DiffInput, DiffOptions } from './diff-types.js';
import { startPlan, type DiffPlan, type Publication } from './plan.js';
import { PlanBuilder } from './plan-builder.js';

/** Merges snapshots of a source into the catalogue: by stable keys, in sets, writing only what differs. */
@Injectable()
export class SnapshotDiff {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Looks at what the catalogue has of a source, for a comparison that goes along with the reading. What people change
   * meanwhile is found out by {@link apply}. @throws NotFoundError
   */
  async begin(sqlDbId: string, options: DiffOptions): Promise<PlanBuilder> {
    const start = await this.transactions.read((manager) => startPlan(manager, sqlDbId));
    return new PlanBuilder(this.transactions, start, options);
  }

  /**
   * Compares a snapshot with the catalogue. Reads only, and lets the event loop go on. Tables with the fingerprint of
   * last time are not even parsed.
   * @throws NotFoundError, ConflictError `empty-list` or `confirmation-required` (CONTRACT 6), or the signal's reason
   */
  async plan(sqlDbId: string, { source, entries, ...options }: DiffInput): Promise<DiffPlan> {
    const builder = await this.begin(sqlDbId, options);
    const breather = new Breather(options.signal);
    for (const entry of entries) {
      if (breather.due) await breather.rest();
      builder.add(entry);
    }
    return builder.finish(source);
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
