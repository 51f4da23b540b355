import type { MigrationInterface } from 'typeorm';
import { Initial1795161600000 } from './1795161600000-initial.js';
import { JobServer1795510000000 } from './1795510000000-job-server.js';
import { JobLists1795600000000 } from './1795600000000-job-lists.js';
import { WorkspaceVersion1795610000000 } from './1795610000000-workspace-version.js';
import { FileRemovals1795620000000 } from './1795620000000-file-removals.js';

/** Every migration of the catalogue, oldest first. Never change or remove one that has been released: add another. */
export const migrations: (new () => MigrationInterface)[] = [
  Initial1795161600000,
  JobServer1795510000000,
  JobLists1795600000000,
  WorkspaceVersion1795610000000,
  FileRemovals1795620000000,
];
