import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { ConflictError, NotFoundError } from '../common/errors.js';
import { newIdAt } from '../common/id.js';
import { Config } from '../config/config.js';
import { managerOf, type Tx } from '../persistence/tx.js';
import { WorkspaceService } from '../workspaces/workspace.service.js';
import { jobNumber, jobNumberKey } from './job-number.js';
import type { JobRequest } from './job-request.js';
import { isEnded } from './job-status.js';
import { JobTransitions } from './job-transitions.js';
import { Job } from './job.entity.js';

/** In UTF-16 code units. */
export const TITLE_LENGTH = 500;
/** Children of one parent; more is a mistake of whoever fans out. */
export const MAX_CHILDREN = 1_000;

/** Makes the rows of jobs: numbers, slots, parents. */
@Injectable()
export class JobCreator {
  constructor(
    private readonly workspaces: WorkspaceService,
    private readonly transitions: JobTransitions,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * Makes a PENDING job, a child when the request names a parent.
   * @throws a unique violation when the slot, or the step of the parent, is taken
   */
  async create(tx: Tx, actor: Actor, request: JobRequest, { grouping = false } = {}): Promise<Job> {
    const parent =
      request.parentId === undefined ? null : await this.countChild(tx, request.parentId, request.parentAttempt);
    if (parent && parent.workspaceId !== request.workspaceId) {
      throw new ConflictError(
        'other-workspace',
        `Job ${parent.number} is in another workspace than its child would be.`,
      );
    }
    const next = parent ? parent.childCount : await this.workspaces.nextJobNumber(tx, request.workspaceId);
    const number = jobNumber(parent?.number ?? null, next);
    const now = this.clock.now();
    const job = Object.assign(new Job(), {
      id: newIdAt(now),
      workspaceId: request.workspaceId,
      parentId: parent?.id ?? null,
      number,
      numberKey: jobNumberKey(number),
      depth: (parent?.depth ?? 0) + 1,
      task: request.task,
      title: (request.title ?? request.task).slice(0, TITLE_LENGTH),
      status: 'PENDING',
      cause: 'start',
      statusSeq: 1,
      slot: request.slot ?? null,
      liveSlot: request.slot ?? null,
      attempt: 0,
      losses: 0,
      stepKey: request.stepKey ?? null,
      concurrencyKey: request.concurrencyKey ?? null,
      subjectType: request.subject?.type ?? null,
      subjectId: request.subject?.id ?? null,
      parameters: request.parameters,
      result: null,
      parametersAfter: null,
      outputs: null,
      directory: null,
      manual: request.manual ?? false,
      evaluation: 'unknown',
      comments: null,
      originId: request.origin?.id ?? null,
      originKind: request.origin?.kind ?? null,
      errorCode: null,
      errorMessage: null,
      startedById: actor.userId,
      startedByName: actor.name.slice(0, 255),
      startedByKind: actor.kind,
      createdAt: now,
      pendingSince: now,
      startedAt: null,
      claimedAt: null,
      endedAt: null,
      cancelRequestedAt: null,
      holder: null,
      grouping,
      childCount: 0,
      liveChildren: 0,
    } satisfies Job);
    return this.transitions.create(tx, job);
  }

  /** Takes the parent's next child number, which locks its row: no two children get the same. */
  private async countChild(tx: Tx, parentId: string, attempt?: number): Promise<Job> {
    const manager = managerOf(tx);
    const counted = { childCount: () => 'child_count + 1', liveChildren: () => 'live_children + 1' };
    await manager.createQueryBuilder().update(Job).set(counted).where({ id: parentId }).updateEntity(false).execute();
    const parent = await manager.findOneBy(Job, { id: parentId });
    if (!parent) throw new NotFoundError('job', parentId);
    if (isEnded(parent.status))
      throw new ConflictError('job-ended', `Job ${parent.number} has ended: it takes no children.`);
    if (attempt !== undefined && parent.attempt !== attempt) {
      throw new ConflictError('job-lost', `Job ${parent.number} has been given to another worker.`);
    }
    if (parent.cancelRequestedAt) {
      throw new ConflictError('job-cancelled', `Job ${parent.number} is being cancelled: it takes no children.`);
    }
    if (parent.childCount > MAX_CHILDREN) {
      throw new ConflictError(
        'too-many-children',
        `Job ${parent.number} has ${MAX_CHILDREN} children, the most there may be.`,
      );
    }
    if (parent.depth >= this.config.jobs.maxDepth) {
      throw new ConflictError(
        'too-deep',
        `Job ${parent.number} is nested ${parent.depth} deep, the most there may be.`,
      );
    }
    return parent;
  }
}
