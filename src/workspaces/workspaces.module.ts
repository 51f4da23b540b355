import { Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { createFileStore } from './storage/create-file-store.js';
import { FileStore } from './storage/file-store.js';
import { WorkspaceService } from './workspace.service.js';

/** Workspaces, and where their files lie. Needs the catalogue's `Transactions`, a `Clock` and the `Config` from global modules. */
@Module({
  providers: [WorkspaceService, { provide: FileStore, inject: [Config], useFactory: createFileStore }],
  exports: [WorkspaceService, FileStore],
})
export class WorkspacesModule {}
