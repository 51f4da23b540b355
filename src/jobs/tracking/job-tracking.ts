import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { assertMay, type Actor } from '../../common/actor.js';
import { ConflictError, DomainError } from '../../common/errors.js';
import { AbortReason, type AbortKind } from '../abort-reason.js';
import { JobQueries } from '../job-queries.js';
import type { Job } from '../job.entity.js';
import { JobService } from '../job.service.js';
import { TaskRegistry } from '../registry/task-registry.js';
import { Heartbeat } from '../runner/heartbeat.js';
import { JobClaims } from '../runner/job-claims.js';
import { RunExecutor } from '../runner/run-executor.js';
import { NO_SEAT } from '../runner/run-seat.js';
import { TaskRuns, type RunRequest } from '../task-runs.js';
import { HandRuns } from './hand-runs.js';
import { TrackedTask, type TrackedWork } from './tracked-work.js';

const ABORT_KINDS: Partial<Record<Job['cause'], AbortKind>> = {
  cancel: 'cancel',
  reset: 'reset',
  timeout: 'timeout',
  lost: 'lost',
  stop: 'stop',
};

/** Jobs made by hand: recorded as any other, but run by whoever made them, in this process. */
@Injectable()
export class JobTracking implements BeforeApplicationShutdown {
  private readonly working = new Set<Promise<void>>();

  constructor(
    private readonly runs: TaskRuns,
    private readonly jobs: JobService,
    private readonly queries: JobQueries,
    private readonly registry: TaskRegistry,
    private readonly claims: JobClaims,
    private readonly executor: RunExecutor,
    private readonly heartbeat: Heartbeat,
    private readonly hands: HandRuns,
  ) {}

  /** Makes a job that nobody is rung for: to be tracked, or set by hand. @throws as {@link TaskRuns.run} */
  async createJob(actor: Actor, request: RunRequest): Promise<Job> {
    return this.jobs.start(actor, { ...(await this.runs.addressed(actor, request)), manual: true });
  }

  /**
   * Does the work under a waiting job that was made by hand: RUNNING while it lasts, with log, progress, indicators,
   * files and children as any task has them; COMPLETED, FAILED or CANCELLED on every way out.
   * @returns what the work answers
   * @throws what the work throws, once that is recorded; AbortReason when it was told to stop; ConflictError
   *   `job-not-waiting` or `not-manual`
   */
  async track<R extends object>(actor: Actor, jobId: string, work: TrackedWork<R>): Promise<R> {
    const { job } = await this.queries.get(actor, jobId);
    const { definition } = this.registry.get(job.task);
    return this.trackAs(actor, job, new TrackedTask(definition, work));
  }

  /** The same with a definition of the caller's. */
  async trackAs<R extends object>(actor: Actor, job: Job, task: TrackedTask<R>): Promise<R> {
    assertMay(actor, task.definition.role, job.workspaceId);
    assertManual(job);
    const row = await this.claims.claim(job);
    if (!row) {
      const message = `Job ${job.number} does not wait any more. Make a new one, or retry it.`;
      throw new ConflictError('job-not-waiting', message);
    }
    this.heartbeat.start();
    const done = this.executor.execute(row, task, NO_SEAT);
    this.working.add(done);
    await done.finally(() => this.working.delete(done));
    const { job: ended } = await this.queries.get(actor, job.id);
    if (ended.status === 'COMPLETED') return task.answer ?? (ended.result as R);
    throw failureOf(ended, task);
  }

  /** In a process that only tracks nobody else ends what is under way. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.hands.release([...this.working]);
  }
}

/** @throws ConflictError `not-manual`: an ordinary job is its worker's */
export function assertManual(job: Job): void {
  if (job.manual) return;
  throw new ConflictError('not-manual', `Job ${job.number} is run by a worker: it is not for others to set.`);
}

function failureOf(ended: Job, { failure }: TrackedTask<object>): unknown {
  const kind = ABORT_KINDS[ended.cause];
  if (kind) return new AbortReason(kind);
  return (
    failure?.error ?? new DomainError(ended.errorCode ?? 'task-failed', ended.errorMessage ?? 'It did not complete.')
  );
}
