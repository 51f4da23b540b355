import { Injectable } from '@nestjs/common';
import { assertMay, type Actor } from '../common/actor.js';
import type { Tx } from '../persistence/tx.js';
import { JobControl } from './job-control.js';
import type { JobPage, JobQuery, JobView } from './job-list.js';
import { JobQueries } from './job-queries.js';
import type { BatchRequest, JobRequest, StartedBatch } from './job-request.js';
import { JobStarter } from './job-starter.js';
import type { Job } from './job.entity.js';
import { JobLogs, lineText, type LogLine, type LogQuery } from './log/job-logs.js';
import { TaskRegistry } from './registry/task-registry.js';
import { JobSweeper } from './sweeper/job-sweeper.js';

/** Jobs, for every edge: start, look at, stop. */
@Injectable()
export class JobService {
  constructor(
    private readonly registry: TaskRegistry,
    private readonly starter: JobStarter,
    private readonly queries: JobQueries,
    private readonly control: JobControl,
    private readonly logLines: JobLogs,
    private readonly sweeper: JobSweeper,
  ) {}

  /**
   * Starts a job: it exists, PENDING, when this answers.
   * @throws SlotTakenError naming the live job, TooManyRequestsError, NotFoundError for the task, ForbiddenError
   */
  async start(actor: Actor, request: JobRequest): Promise<Job> {
    const { definition } = this.registry.get(request.task);
    assertMay(actor, definition.role, request.workspaceId);
    if (request.slot !== undefined) await this.sweeper.endOverdue(request.slot);
    return this.starter.start(actor, { ...request, title: request.title ?? definition.title });
  }

  /**
   * Starts several jobs under a parent that only groups them, all in one transaction; who finds its slot taken is refused
   * and listed. When all are refused there is no parent.
   * @throws TooManyRequestsError, NotFoundError for a task, ForbiddenError
   */
  async startBatch(actor: Actor, batch: BatchRequest, children: readonly JobRequest[]): Promise<StartedBatch> {
    for (const { task, workspaceId } of [batch, ...children]) {
      assertMay(actor, this.registry.get(task).definition.role, workspaceId);
    }
    for (const { slot } of children) if (slot !== undefined) await this.sweeper.endOverdue(slot);
    const titled = children.map((child) => ({
      ...child,
      title: child.title ?? this.registry.get(child.task).definition.title,
    }));
    return this.starter.startBatch(actor, batch, titled);
  }

  /** @throws NotFoundError when there is none, or none that the actor may see */
  async get(actor: Actor, id: string): Promise<JobView> {
    return this.queries.get(actor, id);
  }

  async list(actor: Actor, query: JobQuery = {}): Promise<JobPage> {
    return this.queries.list(actor, query);
  }

  /** In the order of their numbers. @throws NotFoundError */
  async children(actor: Actor, id: string): Promise<JobView[]> {
    return this.queries.children(actor, id);
  }

  /** Lines in order; where lines were dropped one says how many. @throws NotFoundError */
  async logs(actor: Actor, id: string, query: LogQuery = {}): Promise<LogLine[]> {
    await this.queries.get(actor, id);
    return this.logLines.read(id, query);
  }

  /** The whole log as text, one line each (further lines of a message indented). @throws NotFoundError */
  async logText(actor: Actor, id: string, query: Pick<LogQuery, 'level'> = {}): Promise<string> {
    return (await this.logs(actor, id, query)).map(lineText).join('');
  }

  /**
   * Asks a live job, and its children, to stop; at once in this process, at the next beat of another.
   * @throws NotFoundError, ForbiddenError, ConflictError `job-ended`
   */
  async cancel(actor: Actor, id: string): Promise<Job> {
    const { job } = await this.queries.get(actor, id);
    return this.control.cancel(actor, job);
  }

  /**
   * Gives up by force what holds a slot; an ended job stays as it is. The caller's roles on the slot's subject are
   * the caller's to check when nothing is live.
   * @param within further work of the same transaction, with the job given up or null
   * @returns the job that was given up, or null when none was live
   */
  async reset(
    actor: Actor,
    slot: string,
    reason: string,
    within?: (tx: Tx, job: Job | null) => Promise<void>,
  ): Promise<Job | null> {
    return this.control.reset(actor, slot, reason, within);
  }
}
