import { Injectable } from '@nestjs/common';
import { LessThan, MoreThan } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { Job } from '../job.entity.js';
import { JobQueue } from '../queue/job-queue.js';

/** One look is bounded: the next one goes on where it ended. */
const AT_ONCE = 1_000;
/** Rounds over all that waits begin no more often, or a long queue would be rung for by every sweep of every process. */
const LONGEST_ROUND_MS = 20_000;

/** Rings again for jobs that have waited too long: the bell may have been lost. Oldest first. */
@Injectable()
export class JobReconciler {
  private readonly roundMs: number;
  private roundAt: number | null = null;
  /** The last id of an unfinished round. */
  private after: string | null = null;

  constructor(
    private readonly transactions: Transactions,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    this.roundMs = Math.min(LONGEST_ROUND_MS, config.jobs.reringAfterMs / 3);
  }

  /** At the start of a server: rings for what waits, however long. */
  async ringAll(): Promise<void> {
    await this.ring(0, null);
  }

  /** One look, when it is time for one. */
  async reconcile(): Promise<void> {
    const now = this.clock.monotonic();
    if (this.after === null) {
      if (this.roundAt !== null && now - this.roundAt < this.roundMs) return;
      this.roundAt = now;
    }
    this.after = await this.ring(this.config.jobs.reringAfterMs, this.after);
  }

  /** @returns where to go on; null at the end */
  private async ring(olderThanMs: number, after: string | null): Promise<string | null> {
    const before = new Date(this.clock.now().getTime() - olderThanMs + 1);
    const waits = { status: 'PENDING' as const, grouping: false, manual: false, pendingSince: LessThan(before) };
    const where = after === null ? waits : { ...waits, id: MoreThan(after) };
    const select = { id: true, attempt: true };
    const waiting = await this.transactions.read((manager) =>
      manager.find(Job, { select, where, order: { id: 'ASC' }, take: AT_ONCE }),
    );
    for (const { id, attempt } of waiting) await this.queue.enqueue(id, attempt);
    return waiting.length < AT_ONCE ? null : (waiting.at(-1)?.id ?? null);
  }
}
