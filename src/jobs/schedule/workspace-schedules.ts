import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../common/actor.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import type { WorkspaceContents } from '../../workspaces/workspace-contents.js';
import { WorkspaceService } from '../../workspaces/workspace.service.js';
import { Schedule } from './schedule.entity.js';

/** Schedules as what a workspace holds: counted before it is deleted, and deleted with it. */
@Injectable()
export class WorkspaceSchedules implements WorkspaceContents, OnModuleInit {
  readonly what = 'schedules';

  constructor(private readonly workspaces: WorkspaceService) {}

  onModuleInit(): void {
    this.workspaces.register(this);
  }

  count(manager: EntityManager, workspaceId: string): Promise<number> {
    return manager.countBy(Schedule, { workspaceId });
  }

  async remove(tx: Tx, _actor: Actor, workspaceId: string): Promise<void> {
    await managerOf(tx).delete(Schedule, { workspaceId });
  }
}
