import { Injectable, type OnModuleInit } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import type { Actor } from '../../common/actor.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import type { WorkspaceContents } from '../../workspaces/workspace-contents.js';
import { Workspace } from '../../workspaces/workspace.entity.js';
import { WorkspaceService } from '../../workspaces/workspace.service.js';
import { FileImport } from './file-import.entity.js';
import { FileRemovals } from './file-removals.js';
import { FileUse } from './file-use.entity.js';
import { File } from './file.entity.js';

const OF_WORKSPACE = 'file_id IN (SELECT id FROM file WHERE workspace_id = :workspaceId)';

/** Files as what a workspace holds: those of jobs are counted with the jobs; all go with the workspace. */
@Injectable()
export class WorkspaceFiles implements WorkspaceContents, OnModuleInit {
  readonly what = 'imported files';

  constructor(
    private readonly workspaces: WorkspaceService,
    private readonly removals: FileRemovals,
  ) {}

  onModuleInit(): void {
    this.workspaces.register(this);
  }

  async count(manager: EntityManager, workspaceId: string): Promise<number> {
    return manager.countBy(File, { workspaceId, jobId: IsNull() });
  }

  async remove(tx: Tx, _actor: Actor, workspaceId: string): Promise<void> {
    const manager = managerOf(tx);
    for (const rows of [FileUse, FileImport]) {
      await manager.createQueryBuilder().delete().from(rows).where(OF_WORKSPACE, { workspaceId }).execute();
    }
    await manager.delete(File, { workspaceId });
    const { directory } = await manager.findOneByOrFail(Workspace, { id: workspaceId });
    await this.removals.request(tx, [`${directory}/`]);
  }
}
