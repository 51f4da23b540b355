import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { NotFoundError } from '../../common/errors.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import { FileStore, type LocalPlace } from '../../workspaces/storage/file-store.js';
import { Workspace } from '../../workspaces/workspace.entity.js';
import { Job } from '../job.entity.js';

/** Below a workspace's directory: what was imported, by uploads and by jobs. */
export const IMPORTED_FILES = 'imported-files';

/** Where a job's files lie below its workspace's directory: `jobs/job_1/job_2` for the job 1.2. */
export function jobDirectory(number: string): string {
  return ['jobs', ...number.split('.').map((part) => `job_${part}`)].join('/');
}

/**
 * Where one run of a job puts its files: from the second on each has a directory of its own, so that a worker that was
 * frozen and wakes up writes into nothing that another one has published.
 */
export function runDirectory({ number, attempt }: Pick<Job, 'number' | 'attempt'>): string {
  return attempt > 1 ? `${jobDirectory(number)}/attempt_${attempt}` : jobDirectory(number);
}

/** Directories of workspaces and jobs in the file store. They are made when a file comes into them. */
@Injectable()
export class JobDirectories {
  private readonly workspaces = new Map<string, string>();

  constructor(
    private readonly transactions: Transactions,
    private readonly store: FileStore,
  ) {}

  /** The file store's key of a path below a workspace's directory. @throws NotFoundError for the workspace */
  async keyOf(workspaceId: string, path: string): Promise<string> {
    const known = this.workspaces.get(workspaceId);
    if (known !== undefined) return `${known}/${path}`;
    const directory = await this.transactions.read((manager) => directoryOf(manager, workspaceId));
    this.workspaces.set(workspaceId, directory); // never changed
    return `${directory}/${path}`;
  }

  /** Notes in the job's row that it has a directory, before anything is put there: it goes with the job. */
  async declare({ id, number, directory }: Pick<Job, 'id' | 'number' | 'directory'>): Promise<void> {
    if (directory !== null) return;
    const path = jobDirectory(number);
    await this.transactions.run((tx) => managerOf(tx).update(Job, { id, directory: IsNull() }, { directory: path }));
  }

  /** The directory on this machine where a run of the job writes; declared and made. */
  async working(row: Pick<Job, 'id' | 'workspaceId' | 'number' | 'attempt' | 'directory'>): Promise<LocalPlace> {
    await this.declare(row);
    return this.store.workingDirectory(await this.keyOf(row.workspaceId, runDirectory(row)));
  }
}

async function directoryOf(manager: EntityManager, id: string): Promise<string> {
  const found = await manager.findOne(Workspace, { select: { id: true, directory: true }, where: { id } });
  if (!found) throw new NotFoundError('workspace', id);
  return found.directory;
}
