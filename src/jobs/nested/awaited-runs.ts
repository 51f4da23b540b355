import { Injectable } from '@nestjs/common';
import { assertMay, type Actor } from '../../common/actor.js';
import { ConflictError } from '../../common/errors.js';
import { Transactions } from '../../persistence/transactions.js';
import { isEnded } from '../job-status.js';
import { Job } from '../job.entity.js';
import { JobQueries } from '../job-queries.js';
import { JobQueue } from '../queue/job-queue.js';
import { TaskRegistry } from '../registry/task-registry.js';
import { TaskRuns } from '../task-runs.js';
import { JobWaits } from './job-waits.js';

/** Runs whole jobs and waits for their ends. */
@Injectable()
export class AwaitedRuns {
  constructor(
    private readonly runs: TaskRuns,
    private readonly waits: JobWaits,
    private readonly queries: JobQueries,
    private readonly registry: TaskRegistry,
    private readonly queue: JobQueue,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Has a waiting job run and waits for its end; one made by hand becomes an ordinary one. One that runs is waited for.
   * @throws NotFoundError, ForbiddenError, ConflictError `job-ended`; the signal's reason
   */
  async runJob(actor: Actor, jobId: string, signal?: AbortSignal): Promise<Job> {
    const { job } = await this.queries.get(actor, jobId);
    assertMay(actor, this.registry.get(job.task).definition.role, job.workspaceId);
    if (isEnded(job.status)) {
      throw new ConflictError('job-ended', `Job ${job.number} has ended already. Retry it, or clone it.`);
    }
    if (job.status === 'PENDING') {
      const waiting = { id: job.id, status: 'PENDING' as const, manual: true };
      if (job.manual) await this.transactions.read((manager) => manager.update(Job, waiting, { manual: false }));
      await this.queue.enqueue(job.id, job.attempt);
    }
    return this.waits.ended(jobId, signal);
  }

  /** Makes a new job and runs it to its end. @throws as {@link TaskRuns.run}; the signal's reason */
  async runPipeline(
    actor: Actor,
    request: { readonly workspaceId?: string; readonly task: string; readonly title: string; readonly inputs: object },
    signal?: AbortSignal,
  ): Promise<Job> {
    const { inputs: parameters, ...rest } = request;
    const { id } = await this.runs.run(actor, { ...rest, parameters, localFiles: true });
    return this.waits.ended(id, signal);
  }
}
