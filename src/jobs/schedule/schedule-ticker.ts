import { Injectable } from '@nestjs/common';
import { IsNull, LessThanOrEqual } from 'typeorm';
import { assertMay, SYSTEM, type Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { DomainError, UnavailableError } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { affected } from '../../persistence/bulk/bulk.js';
import { isUniqueViolation } from '../../persistence/database-errors.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { JobCreator } from '../job-creator.js';
import type { JobRequest } from '../job-request.js';
import { Job } from '../job.entity.js';
import { JobQueue } from '../queue/job-queue.js';
import { TaskRegistry } from '../registry/task-registry.js';
import { SlotTakenError } from '../slot-taken.error.js';
import { JobSweeper } from '../sweeper/job-sweeper.js';
import { TaskRuns } from '../task-runs.js';
import { firingsBetween, nextFiring } from './cron.js';
import { Schedule } from './schedule.entity.js';

/** Who a user is at this moment, with the roles of this moment; null when gone or disabled. */
export type ActorOf = (userId: string) => Promise<Actor | null>;

/** A firing that comes later than this was missed: no server ran at its time. */
const LATE_MS = 5 * 60_000;
const AT_ONCE = 50;
/** Deadlocks on the workspace's counter. */
const RETRIES = 5;

interface Prepared {
  readonly actor: Actor;
  readonly request: JobRequest;
}

/**
 * Fires schedules, each firing once however many servers tick: one transaction moves the next time, conditionally, and makes
 * the job. Of what was missed one firing is made up for, and all are counted.
 */
@Injectable()
export class ScheduleTicker {
  constructor(
    private readonly transactions: Transactions,
    private readonly runs: TaskRuns,
    private readonly registry: TaskRegistry,
    private readonly sweeper: JobSweeper,
    private readonly creator: JobCreator,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Fires what is due; answers the jobs that this server started. One schedule's failure does not stop the others. */
  async tick(actorOf: ActorOf): Promise<Job[]> {
    const now = this.clock.now();
    const due = await this.transactions.read((manager) =>
      manager.find(Schedule, {
        where: { enabled: true, nextAt: LessThanOrEqual(now) },
        order: { nextAt: 'ASC' },
        take: AT_ONCE,
      }),
    );
    const started: Job[] = [];
    const failures: unknown[] = [];
    for (const schedule of due) {
      try {
        const job = await this.fire(schedule, actorOf, now);
        if (job) started.push(job);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return started;
  }

  private async fire(schedule: Schedule, actorOf: ActorOf, now: Date): Promise<Job | null> {
    const prepared = await this.prepare(schedule, actorOf);
    const job = await this.transactions.run(
      async (tx) => {
        if (!(await this.move(tx, schedule, now))) return null;
        const made = typeof prepared === 'string' ? prepared : await this.create(tx, prepared);
        const outcome = made instanceof Job ? { lastError: null, lastJobId: made.id } : { lastError: made };
        await managerOf(tx).update(Schedule, { id: schedule.id }, outcome);
        return made instanceof Job ? made : null;
      },
      { retries: RETRIES },
    );
    // A bell that is not rung is no harm: jobs that wait for long are rung for again.
    if (job) await this.queue.enqueue(job.id, job.attempt);
    return job;
  }

  /** What is to be started, or why nothing can be. */
  private async prepare(schedule: Schedule, actorOf: ActorOf): Promise<Prepared | string> {
    const { id, task, parameters, workspaceId, name, createdById, createdByName } = schedule;
    const owner = createdById === null ? SYSTEM : await actorOf(createdById);
    if (!owner) {
      return `${createdByName}, whose rights this schedule has, is gone or disabled. Save its task anew to lend it yours.`;
    }
    const actor = { ...owner, name: `${owner.name} (schedule ${name})` };
    try {
      const request = await this.runs.addressed(actor, {
        task,
        parameters,
        workspaceId,
        origin: { id, kind: 'schedule' },
      });
      const { definition } = this.registry.get(task);
      assertMay(actor, definition.role, request.workspaceId);
      if (request.slot !== undefined) await this.sweeper.endOverdue(request.slot);
      const full = await this.fullProblem();
      return full ?? { actor, request: { ...request, title: request.title ?? definition.title } };
    } catch (error) {
      if (!(error instanceof DomainError) || error instanceof UnavailableError) throw error;
      return error.message;
    }
  }

  private async fullProblem(): Promise<string | null> {
    const where = { status: 'PENDING', parentId: IsNull(), manual: false } as const;
    const pending = await this.transactions.read((manager) => manager.count(Job, { where }));
    return pending < this.config.jobs.maxPending ? null : `${pending} jobs were waiting already: none was added.`;
  }

  /** Whether this server is the one that fires: nobody has moved, changed or switched off the schedule since it was read. */
  private async move(tx: Tx, schedule: Schedule, now: Date): Promise<boolean> {
    const { id, version, nextAt: due, cron, timeZone } = schedule;
    if (!due) return false;
    const late = now.getTime() - due.getTime() > LATE_MS;
    const more = firingsBetween(cron, timeZone, due, now);
    const missed = { missed: () => `missed + ${1 + more.count}`, missedAt: more.last ?? due };
    const update = managerOf(tx)
      .createQueryBuilder()
      .update(Schedule)
      .set({ nextAt: nextFiring(cron, timeZone, now), lastAt: now, ...(late && missed) })
      .where({ id, version, enabled: true, nextAt: due })
      .updateEntity(false);
    return (await affected(update)) === 1;
  }

  /** The job, or who is in its way. */
  private async create(tx: Tx, { actor, request }: Prepared): Promise<Job | string> {
    try {
      return await this.transactions.savepoint(tx, (inner) => this.creator.create(inner, actor, request));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const holder = await this.transactions.read((manager) => manager.findOneBy(Job, { liveSlot: request.slot }));
      if (!holder) return 'Others started the same just then.';
      return new SlotTakenError({ jobId: holder.id, number: holder.number, status: holder.status }).message;
    }
  }
}
