import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { InvalidInputError, NotFoundError } from '../../common/errors.js';
import type { FileNode } from '../../containers/introspection.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import type { Job } from '../job.entity.js';
import { FileImports } from './file-imports.js';
import { holdFiles, writeUse } from './file-rows.js';
import type { FileUse } from './file-use.entity.js';
import type { File } from './file.entity.js';

/** A file that a job reads, as one of its parameters. */
export interface InputUse {
  readonly file: File;
  readonly use: FileUse;
}

/** The files that jobs read: registered ones are noted as used, others are imported first. */
@Injectable()
export class InputFiles {
  constructor(
    private readonly transactions: Transactions,
    private readonly imports: FileImports,
  ) {}

  /**
   * Notes the use of the file that an input names by its id, or imports the one that it names by its path; the input
   * then names the registered file. Null when it names none.
   * @throws NotFoundError, InvalidInputError naming the input
   */
  async take(actor: Actor, job: Job, node: FileNode): Promise<InputUse | null> {
    const value = node.draft();
    if (value === undefined || (value.id === undefined && value.path === undefined)) return null;
    const use = { jobId: job.id, role: 'in', parameterName: node.parameterName } as const;
    const file = value.id === undefined ? await this.import(actor, job, node, use) : await this.use(job, value.id, use);
    node.set({ ...value, id: file.id, name: file.name, path: undefined });
    return { file, use: { ...use, fileId: file.id } };
  }

  /** Notes that a job uses a registered file of its workspace. @throws NotFoundError */
  async use(job: Pick<Job, 'workspaceId'>, fileId: string, use: Omit<FileUse, 'fileId'>): Promise<File> {
    return this.transactions.run(async (tx) => {
      const [file] = await holdFiles(managerOf(tx), [fileId]);
      if (file?.workspaceId !== job.workspaceId) throw new NotFoundError('file', fileId);
      await writeUse(managerOf(tx), { ...use, fileId });
      return file;
    });
  }

  private async import(actor: Actor, job: Job, node: FileNode, use: Omit<FileUse, 'fileId'>): Promise<File> {
    const { path = '', name = basename(path), type = node.schema.type, ...about } = node.draft() ?? {};
    const imported = { ...about, workspaceId: job.workspaceId, name, type };
    try {
      return await this.imports.fromPath(actor, imported, path, (tx, { id }) =>
        writeUse(managerOf(tx), { ...use, fileId: id }),
      );
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      const message = 'There is no such file.';
      throw new InvalidInputError(`${node.path}: ${message}`, [{ path: node.path, message }], { cause: error });
    }
  }
}
