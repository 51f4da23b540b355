import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { In, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { AuditService } from '../../audit/audit.service.js';
import { may, visibleWorkspaces, type Actor } from '../../common/actor.js';
import { ConflictError, NotFoundError } from '../../common/errors.js';
import { holding } from '../../persistence/text-search.js';
import { Transactions } from '../../persistence/transactions.js';
import { FileStore, type ByteRange } from '../../workspaces/storage/file-store.js';
import { JobQueries } from '../job-queries.js';
import { FileImport } from './file-import.entity.js';
import { FileUse, type FileRole } from './file-use.entity.js';
import { File, type FileDirectory } from './file.entity.js';
import { JobDirectories } from './job-directories.js';

/** Which files to list; all given conditions hold together. */
export interface FileQuery {
  readonly workspaceId?: string;
  /** Made by this job. */
  readonly jobId?: string;
  /** MIME type. */
  readonly type?: string;
  readonly directory?: FileDirectory;
  readonly sha256?: string;
  /** In the name; letters' case does not matter. */
  readonly q?: string;
  /** 1 to 500; 50 when left out. */
  readonly limit?: number;
  readonly offset?: number;
}

/** A file and where it came from: null when a job made it. */
export interface FileView {
  readonly file: File;
  readonly source: FileImport | null;
}

/** A file of a job, as one of its parameters. */
export interface JobFileView extends FileView {
  readonly role: FileRole;
  readonly parameterName: string;
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** Reads files, as far as the actor may see them. */
@Injectable()
export class FileQueries {
  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: JobQueries,
    private readonly store: FileStore,
    private readonly directories: JobDirectories,
    private readonly audit: AuditService,
  ) {}

  /** @throws NotFoundError when there is none, or none that the actor may see */
  async get(actor: Actor, id: string): Promise<FileView> {
    return this.transactions.read(async (manager) => {
      const file = await manager.findOneBy(File, { id });
      if (!file || !may(actor, 'viewer', file.workspaceId)) throw new NotFoundError('file', id);
      const [view] = await withSources(manager, [file]);
      return view ?? { file, source: null };
    });
  }

  /** Newest first. */
  async list(actor: Actor, query: FileQuery = {}): Promise<{ total: number; items: FileView[] }> {
    const limit = Math.min(Math.max(Math.trunc(query.limit ?? DEFAULT_LIMIT), 1), MAX_LIMIT);
    const offset = Math.max(Math.trunc(query.offset ?? 0), 0);
    return this.transactions.read(async (manager) => {
      const select = filtered(manager.createQueryBuilder(File, 'f'), actor, query);
      const [files, total] = await select.orderBy('f.id', 'DESC').limit(limit).offset(offset).getManyAndCount();
      return { total, items: await withSources(manager, files) };
    });
  }

  /** What a job reads and what it made; inputs first, by parameter. @throws NotFoundError */
  async ofJob(actor: Actor, jobId: string): Promise<JobFileView[]> {
    await this.jobs.get(actor, jobId);
    return this.transactions.read(async (manager) => {
      const uses = await manager.find(FileUse, { where: { jobId }, order: { role: 'ASC', parameterName: 'ASC' } });
      const files = await manager.findBy(File, { id: In(uses.map(({ fileId }) => fileId)) });
      const views = new Map((await withSources(manager, files)).map((view) => [view.file.id, view]));
      return uses.flatMap(({ fileId, role, parameterName }) => {
        const view = views.get(fileId);
        return view ? [{ ...view, role, parameterName }] : [];
      });
    });
  }

  /**
   * The content of a file, or a part of it; that it left the server is audited.
   * @throws NotFoundError, ConflictError `file-missing` when its bytes are gone or are others
   */
  async open(actor: Actor, { id, workspaceId, path, name, size, sha256 }: File, range?: ByteRange): Promise<Readable> {
    const key = await this.directories.keyOf(workspaceId, path);
    if ((await this.store.size(key)) !== size) {
      throw new ConflictError(
        'file-missing',
        'The content of this file is not where it was: somebody removed or changed it.',
      );
    }
    await this.audit.record(null, actor, 'file.download', { type: 'file', id, workspaceId }, { name, size, sha256 });
    return this.store.open(key, range);
  }
}

function filtered(select: SelectQueryBuilder<File>, actor: Actor, query: FileQuery): SelectQueryBuilder<File> {
  const visible = visibleWorkspaces(actor);
  // No workspace has the empty id: who may see none gets none.
  if (visible !== 'all') select.andWhere('f.workspaceId IN (:...visible)', { visible: ['', ...visible] });
  for (const field of ['workspaceId', 'jobId', 'type', 'directory', 'sha256'] as const) {
    if (query[field] !== undefined) select.andWhere(`f.${field} = :${field}`, { [field]: query[field] });
  }
  if (query.q) {
    const { condition, parameters } = holding(select, ['f.name'], query.q);
    select.andWhere(condition, parameters);
  }
  return select;
}

async function withSources(manager: EntityManager, files: readonly File[]): Promise<FileView[]> {
  if (files.length === 0) return [];
  const sources = await manager.findBy(FileImport, { fileId: In(files.map(({ id }) => id)) });
  const byFile = new Map(sources.map((source) => [source.fileId, source]));
  return files.map((file) => ({ file, source: byFile.get(file.id) ?? null }));
}
