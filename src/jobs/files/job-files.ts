import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import { assertMay, may, type Actor } from '../../common/actor.js';
import { ConflictError, InvalidInputError } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { WorkspaceService } from '../../workspaces/workspace.service.js';
import { JobQueries } from '../job-queries.js';
import type { Job } from '../job.entity.js';
import { FileImport } from './file-import.entity.js';
import { FileImports, type ImportedFile } from './file-imports.js';
import { FileRemovals } from './file-removals.js';
import { holdFiles, namedByInputs, writeUse } from './file-rows.js';
import { FileUse } from './file-use.entity.js';
import { File } from './file.entity.js';
import { FileQueries } from './file-queries.js';
import { InputFiles } from './input-files.js';
import { JobDirectories } from './job-directories.js';
import { directoryFor, OutputFiles, type ProducedFile } from './output-files.js';

/** A file to be imported that this process can read. */
export interface LocalImport extends Partial<Omit<ImportedFile, 'workspaceId'>> {
  /** Absolute. */
  readonly path: string;
  /** MIME type. */
  readonly type: string;
  /** The parameter that reads it. */
  readonly parameterName: string;
}

const MIME_TYPE = /^[a-z0-9][a-z0-9.+-]{0,63}\/[a-z0-9*][a-z0-9.+-]{0,62}$/i;

/** Registers files by hand, for whoever tracks a job of their own, and takes what people upload. */
@Injectable()
export class JobFiles {
  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: JobQueries,
    private readonly files: FileQueries,
    private readonly workspaces: WorkspaceService,
    private readonly directories: JobDirectories,
    private readonly imports: FileImports,
    private readonly inputs: InputFiles,
    private readonly outputs: OutputFiles,
    private readonly removals: FileRemovals,
    private readonly config: Config,
  ) {}

  /** Notes that a job reads a registered file of its workspace. @throws NotFoundError, ForbiddenError */
  async registerInputFile(actor: Actor, jobId: string, fileId: string, parameterName: string): Promise<File> {
    const job = await this.jobOf(actor, jobId);
    return this.inputs.use(job, fileId, { jobId, role: 'in', parameterName });
  }

  /**
   * Imports a file of this machine for a job: what the workspace has already is used again, anything else is copied. The
   * path is the caller's to trust: it never comes from a request.
   * @throws NotFoundError, ForbiddenError
   */
  async registerImportedFile(actor: Actor, jobId: string, given: LocalImport): Promise<File> {
    const job = await this.jobOf(actor, jobId);
    const { path, parameterName, name = basename(path), ...about } = given;
    return this.imports.fromPath(actor, { ...about, name, workspaceId: job.workspaceId }, path, (tx, { id }) =>
      writeUse(managerOf(tx), { fileId: id, jobId, role: 'in', parameterName }),
    );
  }

  /**
   * Registers a file that a job made: where it is when it lies in the job's directory, else as a copy there. Registered
   * again it keeps its id.
   * @throws NotFoundError, InvalidInputError, ForbiddenError
   */
  async registerOutputFile(actor: Actor, jobId: string, produced: ProducedFile): Promise<File> {
    const job = await this.jobOf(actor, jobId);
    const working = await this.directories.working(job);
    try {
      const directory = directoryFor(produced.path, working.path);
      const file = await this.outputs.keep(job, produced, directory, await this.outputs.registered(jobId));
      await this.transactions.run((tx) => this.outputs.register(tx, jobId, [file]), { retries: 3 });
      return file;
    } finally {
      await working.release();
    }
  }

  /** The directory in which a job by hand may write its files, absolute; made if need be. */
  async directory(actor: Actor, jobId: string): Promise<string> {
    return (await this.directories.working(await this.jobOf(actor, jobId))).path;
  }

  /**
   * Takes what somebody sends; whoever may edit or run something may. Content that the workspace has already, as a file
   * of the same type, is that file.
   * @throws DomainError `file-too-large`, InvalidInputError, NotFoundError, ForbiddenError
   */
  async upload(actor: Actor, about: ImportedFile, content: AsyncIterable<Uint8Array>): Promise<File> {
    await this.workspaces.get(actor, about.workspaceId);
    if (!may(actor, 'editor', about.workspaceId)) assertMay(actor, 'operator', about.workspaceId);
    if (!MIME_TYPE.test(about.type)) {
      throw new InvalidInputError('This is no type of a file.', [
        { path: 'type', message: 'must be a MIME type such as text/csv' },
      ]);
    }
    return this.imports.fromStream(actor, about, content, { maxBytes: this.config.files.uploadLimitBytes });
  }

  /**
   * Removes an imported file that no job uses.
   * @throws ConflictError `file-in-use`, `file-of-job`, NotFoundError, ForbiddenError
   */
  async delete(actor: Actor, fileId: string): Promise<void> {
    const { file } = await this.files.get(actor, fileId);
    if (!may(actor, 'editor', file.workspaceId)) assertMay(actor, 'operator', file.workspaceId);
    if (file.jobId !== null) {
      throw new ConflictError('file-of-job', 'A job made this file: it goes with the job.');
    }
    const key = await this.directories.keyOf(file.workspaceId, file.path);
    await this.transactions.run((tx) => this.deleteUnused(tx, file.id, key));
  }

  private async deleteUnused(tx: Tx, fileId: string, key: string): Promise<void> {
    const manager = managerOf(tx);
    await holdFiles(manager, [fileId]);
    if (await manager.existsBy(FileUse, { fileId })) {
      throw new ConflictError('file-in-use', 'Jobs use this file. Delete them first.');
    }
    if ((await namedByInputs(manager)).has(fileId)) {
      throw new ConflictError('file-in-use', 'A job that has not ended, or a schedule, names this file as an input.');
    }
    await manager.delete(FileImport, { fileId });
    await manager.delete(File, { id: fileId });
    await this.removals.request(tx, [key]);
  }

  private async jobOf(actor: Actor, jobId: string): Promise<Job> {
    const { job } = await this.jobs.get(actor, jobId);
    assertMay(actor, 'operator', job.workspaceId);
    return job;
  }
}
