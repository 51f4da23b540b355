import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { ConflictError, InvalidInputError } from '../common/errors.js';
import { parsed } from '../containers/validate.js';
import { Transactions } from '../persistence/transactions.js';
import { WorkspaceService } from '../workspaces/workspace.service.js';
import type { JobRequest, Origin } from './job-request.js';
import { isEnded } from './job-status.js';
import { Job } from './job.entity.js';
import { JobService } from './job.service.js';
import { TaskRegistry } from './registry/task-registry.js';

/** That somebody, or something, wants a task run. */
export interface RunRequest {
  readonly task: string;
  /** The task's inputs; what has a default may be left out. Never a secret. */
  readonly parameters?: object;
  /** For people; the task's own when left out. */
  readonly title?: string;
  /** The default one when left out; where the task's subject is at home counts more. */
  readonly workspaceId?: string;
  /** The job that this one is a child of. */
  readonly parentId?: string;
  readonly parentAttempt?: number;
  /** Names the child within its parent. */
  readonly stepKey?: string;
  readonly origin?: Origin;
  /** Whether files may be named by their path: only for our own code and the terminal on this machine. */
  readonly localFiles?: boolean;
}

/** What is to be different in a clone. */
export interface CloneChanges {
  readonly title?: string;
  /** Inputs, by their names; the others stay as they were. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** The one way to start any task, for every door: REST, terminal, schedules, admin pages, other jobs. */
@Injectable()
export class TaskRuns {
  constructor(
    private readonly registry: TaskRegistry,
    private readonly jobs: JobService,
    private readonly workspaces: WorkspaceService,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Starts a task: its job exists, PENDING, when this answers.
   * @throws NotFoundError naming the task that was probably meant, InvalidInputError naming each wrong input,
   *   ForbiddenError, SlotTakenError naming the live job, TooManyRequestsError
   */
  async run(actor: Actor, request: RunRequest): Promise<Job> {
    return this.jobs.start(actor, await this.addressed(actor, request));
  }

  /** What would be started, so that it can be started in another way: in a batch, or by hand. @throws as {@link run} */
  async addressed(actor: Actor, request: RunRequest): Promise<JobRequest> {
    const { task, parameters = {}, title, parentId, parentAttempt, stepKey, origin, localFiles } = request;
    const known = this.registry.get(task);
    const { inputs } = known.definition;
    const address = await known.address(actor, parsed(inputs, parameters, { localFiles }));
    return {
      task,
      parameters: address.parameters ?? parameters,
      title: title ?? address.title,
      workspaceId: address.workspaceId ?? request.workspaceId ?? (await this.workspaces.ensureDefault()).id,
      subject: address.subject,
      slot: address.slot,
      concurrencyKey: address.concurrencyKey,
      ...{ parentId, parentAttempt, stepKey, origin },
    };
  }

  /**
   * A new job with the parameters of an ended one; what it had for children the task makes anew.
   * @throws ConflictError `job-live`; else as {@link run}
   */
  async retry(actor: Actor, jobId: string): Promise<Job> {
    const { job } = await this.jobs.get(actor, jobId);
    if (!isEnded(job.status)) {
      throw new ConflictError(
        'job-live',
        `Job ${job.number} has not ended: wait for it, or cancel it, before a retry.`,
      );
    }
    const origin = { id: job.id, kind: 'retry' } as const;
    return job.grouping ? this.retryBatch(actor, job, origin) : this.run(actor, { ...again(job), origin });
  }

  /** A new job like another one, which may be in any state. @throws as {@link run} */
  async clone(actor: Actor, jobId: string, changes: CloneChanges = {}): Promise<Job> {
    const { job } = await this.jobs.get(actor, jobId);
    const origin = { id: job.id, kind: 'clone' } as const;
    if (job.grouping) {
      if (changes.parameters) throw new InvalidInputError('This job only groups others: clone one of these instead.');
      return this.retryBatch(actor, { ...job, title: changes.title ?? job.title }, origin);
    }
    const { parameters = {}, title = job.title } = changes;
    this.checkChanged(job.task, parameters);
    return this.run(actor, { ...again(job), parameters: { ...job.parameters, ...parameters }, title, origin });
  }

  /** What a caller changes obeys the rules of callers, whoever made the job: a path of this machine is refused. */
  private checkChanged(task: string, changed: Readonly<Record<string, unknown>>): void {
    const { inputs } = this.registry.get(task).definition;
    const fields = Object.fromEntries(Object.entries(inputs.fields).filter(([name]) => name in changed));
    parsed({ ...inputs, fields }, changed);
  }

  private async retryBatch(actor: Actor, parent: Job, origin: Origin): Promise<Job> {
    const where = { parentId: parent.id };
    const children = await this.transactions.read((manager) =>
      manager.find(Job, { where, order: { numberKey: 'ASC' } }),
    );
    const { task, title, parameters, workspaceId } = parent;
    const requests = await Promise.all(children.map((child) => this.addressed(actor, again(child))));
    const batch = { task, title, parameters, workspaceId, origin };
    const { parent: made, refused } = await this.jobs.startBatch(actor, batch, requests);
    if (made) return made;
    throw refused[0]?.error ?? new ConflictError('nothing-ready', `Job ${parent.number} has no children to run again.`);
  }
}

/** Valid once, so paths in it are those that our own code or the terminal gave. */
function again({ task, parameters, title, workspaceId }: Job): RunRequest {
  return { task, parameters, title, workspaceId, localFiles: true };
}
