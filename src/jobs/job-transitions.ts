import { Injectable } from '@nestjs/common';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import { Clock } from '../common/clock.js';
import { afterCommit, managerOf, type Tx } from '../persistence/tx.js';
import { JobSignals } from './events/job-signals.js';
import { JobBeat } from './job-beat.entity.js';
import { JobEvent } from './job-event.entity.js';
import { isEnded, TRANSITIONS, type JobStatus, type TransitionCause } from './job-status.js';
import { Job } from './job.entity.js';
import { TransitionObservers } from './registry/transition-observers.js';
import type { StatusChange } from './status-change.js';

/** A change of a job's state, and on what it depends. */
export interface Transition {
  readonly id: string;
  readonly from: JobStatus;
  readonly to: JobStatus;
  readonly cause: TransitionCause;
  /** The fence: only while the job is at this attempt. */
  readonly attempt?: number;
  /** The fence of a worker: not once somebody has asked for the job to stop. */
  readonly unlessCancelled?: boolean;
  /** A further condition, in SQL on the columns of `job`, with its values. */
  readonly condition?: { readonly sql: string; readonly values: ObjectLiteral };
  /** Further columns to write. */
  readonly set?: Partial<Job>;
}

/** Told after the commit of a job's change. */
export type TransitionFollower = (job: Job) => Promise<void>;

/** Every change of a job's state: one conditional UPDATE that must hit its row, then what belongs to it, in one transaction. */
@Injectable()
export class JobTransitions {
  private readonly followers: TransitionFollower[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly signals: JobSignals,
    private readonly observers: TransitionObservers,
  ) {}

  /** For the engine's own parts: called after each commit, outside the transaction. */
  follow(follower: TransitionFollower): void {
    this.followers.push(follower);
  }

  /** Makes a job: its row, its first event, its observers. */
  async create(tx: Tx, row: Job): Promise<Job> {
    await insert(managerOf(tx), Job, row);
    await this.tell(tx, row, null);
    return row;
  }

  /** Changes the state; answers the row after it, or null when the job was no longer as the change supposes. */
  async change(tx: Tx, transition: Transition): Promise<Job | null> {
    if (!(await this.fence(tx, transition))) return null;
    return this.conclude(tx, transition);
  }

  /** The conditional UPDATE alone: whether it hit. To be the first statement of its transaction; `conclude` has to follow. */
  async fence(tx: Tx, transition: Transition): Promise<boolean> {
    const { id, from, to, cause, attempt, unlessCancelled, condition, set } = transition;
    if (!(TRANSITIONS[from] as readonly JobStatus[]).includes(to))
      throw new Error(`No job goes from ${from} to ${to}.`);
    const values = { status: to, cause, statusSeq: () => 'status_seq + 1', ...this.columnsOf(to), ...set };
    const update = managerOf(tx).createQueryBuilder().update(Job).set(values).where({ id, status: from });
    if (attempt !== undefined) update.andWhere({ attempt });
    if (unlessCancelled) update.andWhere('cancel_requested_at IS NULL');
    if (condition) update.andWhere(condition.sql, condition.values);
    const { affected } = await update.updateEntity(false).execute();
    return affected === 1;
  }

  /** What belongs to a change whose fence was passed: beat, events, observers, the parent's count. */
  async conclude(tx: Tx, { id, from, to }: Transition): Promise<Job> {
    const manager = managerOf(tx);
    const job = await manager.findOneByOrFail(Job, { id });
    if (to === 'RUNNING' && !job.grouping) {
      await insert(manager, JobBeat, { jobId: id, attempt: job.attempt, beat: 0, at: this.clock.now() });
    }
    if (from === 'RUNNING') await manager.delete(JobBeat, { jobId: id });
    await this.tell(tx, job, from);
    if (isEnded(to) && job.parentId !== null) await manager.decrement(Job, { id: job.parentId }, 'liveChildren', 1);
    return job;
  }

  private async tell(tx: Tx, job: Job, from: JobStatus | null): Promise<void> {
    const { id, status: to, cause, attempt, errorMessage } = job;
    const data: StatusChange = { from, to, cause, attempt, error: to === 'FAILED' ? errorMessage : null };
    const event = { jobId: id, kind: 'status' as const, seq: job.statusSeq, at: this.clock.now(), data };
    await insert(managerOf(tx), JobEvent, event);
    await this.observers.onTransition(tx, job, from, to, cause);
    afterCommit(tx, async () => {
      this.signals.ring(id);
      for (const follower of this.followers) await follower(job);
    });
  }

  private columnsOf(to: JobStatus): Partial<Job> {
    const now = this.clock.now();
    if (to === 'PENDING') return { pendingSince: now };
    return isEnded(to) ? { liveSlot: null, endedAt: now, pendingSince: null } : { pendingSince: null };
  }
}

/** A plain INSERT: ids are ours, nothing has to be read back. */
async function insert<T extends ObjectLiteral>(
  manager: EntityManager,
  entity: new () => T,
  row: object,
): Promise<void> {
  await manager.createQueryBuilder().insert().into(entity).values(row).updateEntity(false).execute();
}
