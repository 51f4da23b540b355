import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { assertMay, SYSTEM, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { ConflictError } from '../common/errors.js';
import { AuditService } from '../audit/audit.service.js';
import { Transactions } from '../persistence/transactions.js';
import { managerOf, type Tx } from '../persistence/tx.js';
import { JobEndings } from './job-endings.js';
import { ENDED_STATUSES, isEnded, LIVE_STATUSES } from './job-status.js';
import { JobTransitions } from './job-transitions.js';
import { Job } from './job.entity.js';
import { JobLogs } from './log/job-logs.js';
import { cleanMessage } from './log/log-text.js';
import { TaskRegistry } from './registry/task-registry.js';
import { HeldRuns } from './runner/held-runs.js';

/** How often a decision is taken anew because the job moved on meanwhile. */
const TRIES = 5;

/** Stops jobs: by asking (cancel) or by force (reset). */
@Injectable()
export class JobControl {
  constructor(
    private readonly transactions: Transactions,
    transitions: JobTransitions,
    private readonly endings: JobEndings,
    private readonly logs: JobLogs,
    private readonly audit: AuditService,
    private readonly registry: TaskRegistry,
    private readonly held: HeldRuns,
    private readonly clock: Clock,
  ) {
    transitions.follow((job) => this.cascade(job));
  }

  /**
   * Asks a live job, and its children, to stop: a waiting one ends at once, a running one as soon as its worker hears of it.
   * @throws ConflictError `job-ended`
   */
  async cancel(actor: Actor, job: Job): Promise<Job> {
    assertMay(actor, this.registry.find(job.task)?.definition.role ?? 'operator', job.workspaceId);
    const now = await this.stop(actor, job.id);
    if (!now) throw new ConflictError('job-ended', `Job ${job.number} has ended already: there is nothing to cancel.`);
    return now;
  }

  /**
   * Gives up whatever holds the slot: CANCELLED with cause reset, its worker can write nothing any more.
   * @param within further work of the same transaction, with the job that was given up, or null when none was live
   * @returns that job, or null
   */
  async reset(
    actor: Actor,
    slot: string,
    reason: string,
    within?: (tx: Tx, job: Job | null) => Promise<void>,
  ): Promise<Job | null> {
    for (let tries = 1; ; tries++) {
      const live = await this.transactions.read((manager) => manager.findOneBy(Job, { liveSlot: slot }));
      if (!live) {
        if (within) await this.transactions.run((tx) => within(tx, null));
        return null;
      }
      const ended = await this.resetLive(actor, live, reason, within);
      if (ended) {
        this.held.abort(ended.id, 'reset');
        return ended;
      }
      if (tries >= TRIES) throw new ConflictError('reset-raced', 'The job keeps changing its state. Try again.');
    }
  }

  private async resetLive(
    actor: Actor,
    job: Job,
    reason: string,
    within?: (tx: Tx, job: Job) => Promise<void>,
  ): Promise<Job | null> {
    assertMay(actor, 'operator', job.workspaceId);
    const { id, status: from, number, workspaceId } = job;
    const text = `Force reset: ${cleanMessage(reason, [])} (was: ${from})`;
    const reset = { id, from, to: 'CANCELLED', cause: 'reset' } as const;
    return this.endings.change(reset, { level: 'warn', text }, async (tx, ended) => {
      await this.audit.record(tx, actor, 'job.reset', { type: 'job', id, workspaceId }, { number, reason, was: from });
      await within?.(tx, ended);
    });
  }

  /** Ends children whose parent has ended: a process died between the two. */
  async stopOrphans(): Promise<void> {
    const orphans = await this.transactions.read((manager) =>
      manager
        .createQueryBuilder(Job, 'c')
        .innerJoin(Job, 'p', 'p.id = c.parentId')
        .select(['c.id'])
        .where('c.status IN (:...live) AND p.status IN (:...ended)', { live: LIVE_STATUSES, ended: ENDED_STATUSES })
        .getMany(),
    );
    for (const { id } of orphans) await this.stop(SYSTEM, id);
  }

  /** Null when the job has ended. */
  private async stop(actor: Actor, id: string): Promise<Job | null> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const job = await this.transactions.read((manager) => manager.findOneByOrFail(Job, { id }));
      if (isEnded(job.status)) return null;
      const done =
        job.status === 'PENDING' && !job.grouping ? await this.stopWaiting(actor, job) : await this.ask(actor, job);
      if (!done) continue;
      this.held.abort(id, 'cancel');
      await this.stopChildren(actor, id);
      return this.transactions.read((manager) => manager.findOneByOrFail(Job, { id }));
    }
    throw new ConflictError('cancel-raced', 'The job keeps changing its state. Try again.');
  }

  private async stopWaiting(actor: Actor, { id, number, workspaceId }: Job): Promise<boolean> {
    const set = { cancelRequestedAt: this.clock.now() };
    const cancel = { id, from: 'PENDING', to: 'CANCELLED', cause: 'cancel', set } as const;
    const ended = await this.endings.change(cancel, { level: 'warn', text: `Cancelled by ${actor.name}.` }, (tx) =>
      this.audit.record(tx, actor, 'job.cancel', { type: 'job', id, workspaceId }, { number }),
    );
    return ended !== null;
  }

  /** Leaves the word for the worker; a second word changes nothing. */
  private async ask(actor: Actor, { id, number, workspaceId, cancelRequestedAt }: Job): Promise<boolean> {
    if (cancelRequestedAt) return true;
    return this.endings.retried(async (tx) => {
      const live = { id, status: In([...LIVE_STATUSES]), cancelRequestedAt: IsNull() };
      const { affected } = await managerOf(tx).update(Job, live, { cancelRequestedAt: this.clock.now() });
      if (affected !== 1) return false;
      await this.logs.append(tx, id, 'warn', `${actor.name} asked for the job to be cancelled.`);
      await this.audit.record(tx, actor, 'job.cancel', { type: 'job', id, workspaceId }, { number });
      return true;
    });
  }

  /** Whatever ends a job ends its children. */
  private async cascade(job: Job): Promise<void> {
    if (isEnded(job.status) && job.liveChildren > 0) await this.stopChildren(SYSTEM, job.id);
  }

  private async stopChildren(actor: Actor, parentId: string): Promise<void> {
    const where = { parentId, status: In([...LIVE_STATUSES]) };
    const children = await this.transactions.read((manager) => manager.find(Job, { select: { id: true }, where }));
    for (const { id } of children) await this.stop(actor, id);
  }
}
