import { Module } from '@nestjs/common';
import { WorkspaceService } from './workspace.service.js';

/** Workspaces. Needs the catalogue's `Transactions`, a `Clock` and the `Config` from global modules. */
@Module({ providers: [WorkspaceService], exports: [WorkspaceService] })
export class WorkspacesModule {}
