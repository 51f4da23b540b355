import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { Actor } from '../common/actor.js';
import { ConflictError } from '../common/errors.js';
import { managerOf, type Tx } from '../persistence/tx.js';
import type { WorkspaceContents } from '../workspaces/workspace-contents.js';
import { WorkspaceService } from '../workspaces/workspace.service.js';
import { LIVE_STATUSES } from './job-status.js';
import { Job } from './job.entity.js';
import { deleteRows } from './retention/job-removal.js';

const BATCH = 200;

/** Jobs as what a workspace holds: counted before it is deleted, and deleted with it (see WorkspaceFiles for theirs). */
@Injectable()
export class WorkspaceJobs implements WorkspaceContents, OnModuleInit {
  readonly what = 'jobs';

  constructor(private readonly workspaces: WorkspaceService) {}

  onModuleInit(): void {
    this.workspaces.register(this);
  }

  async count(manager: EntityManager, workspaceId: string): Promise<number> {
    return manager.countBy(Job, { workspaceId });
  }

  /** @throws ConflictError `jobs-live` */
  async remove(tx: Tx, _actor: Actor, workspaceId: string): Promise<void> {
    const manager = managerOf(tx);
    const live = await manager.countBy(Job, { workspaceId, status: In([...LIVE_STATUSES]) });
    if (live > 0) {
      throw new ConflictError(
        'jobs-live',
        `${live} jobs of the workspace have not ended. Cancel them, or wait for them.`,
      );
    }
    for (;;) {
      const jobs = await manager.find(Job, { select: { id: true }, where: { workspaceId }, take: BATCH });
      if (jobs.length === 0) return;
      await deleteRows(manager, jobs.map(({ id }) => id)); // prettier-ignore
    }
  }
}
