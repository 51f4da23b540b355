import { basename, dirname, relative } from 'node:path';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/id.js';
import type { FileValue } from '../../containers/schema.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { FileStore, type StoredContent } from '../../workspaces/storage/file-store.js';
import { isSafeName, numberedName, safeName } from '../../workspaces/storage/safe-name.js';
import { Job } from '../job.entity.js';
import { fittingParameter, writeFile, writeUse } from './file-rows.js';
import { FileTypes } from './file-types.js';
import { File } from './file.entity.js';
import { JobDirectories, runDirectory } from './job-directories.js';

/** A file that a job made, and what is said of it. */
export interface ProducedFile extends Pick<FileValue, 'subType' | 'contentFlag' | 'annotation'> {
  /** Absolute, on this machine. */
  readonly path: string;
  /** MIME type. */
  readonly type: string;
  /** Where it stands in the outputs. */
  readonly parameterName: string;
  readonly label?: string;
  readonly extension?: string;
}

/** Directories that a task may make below its own. */
const MAX_DEPTH = 6;

/** The files that jobs make. */
@Injectable()
export class OutputFiles {
  constructor(
    private readonly transactions: Transactions,
    private readonly store: FileStore,
    private readonly directories: JobDirectories,
    private readonly types: FileTypes,
    private readonly clock: Clock,
  ) {}

  /** The files that the job has registered so far, by their place. */
  async registered(jobId: string): Promise<Map<string, File>> {
    const files = await this.transactions.read((manager) => manager.findBy(File, { jobId }));
    return new Map(files.map((file) => [file.path, file]));
  }

  /**
   * Measures and stores a file; no row is written. One that is registered at its place already keeps its id.
   * @param directory where the file has to lie, absolute
   * @param places those of the job's files so far, by their place; the new one is added
   * @throws NotFoundError, InvalidInputError when it is no plain file of the directory
   */
  async keep(job: Job, produced: ProducedFile, directory: string, places: Map<string, File>): Promise<File> {
    await this.types.declare(produced.type, produced);
    const path = placeFor(job, produced.path, directory, produced.parameterName, places);
    const key = await this.directories.keyOf(job.workspaceId, path);
    return this.rowOf(job, produced, path, await this.store.commit(directory, produced.path, key), places);
  }

  /** The same with a text of ours; `path` is its name. */
  async keepText(job: Job, produced: ProducedFile, text: string): Promise<File> {
    await this.types.declare(produced.type, produced);
    await this.directories.declare(job);
    const places = await this.registered(job.id);
    const path = placeFor(job, `/${produced.path}`, '/', produced.parameterName, places);
    const key = await this.directories.keyOf(job.workspaceId, path);
    return this.rowOf(job, produced, path, await this.store.put(key, Readable.from([Buffer.from(text)])), places);
  }

  private rowOf(
    job: Job,
    { type, parameterName, subType, contentFlag, annotation }: ProducedFile,
    path: string,
    content: StoredContent,
    places: Map<string, File>,
  ): File {
    const file = Object.assign(new File(), {
      id: places.get(path)?.id ?? newId(),
      workspaceId: job.workspaceId,
      jobId: job.id,
      parameterName: fittingParameter(parameterName),
      name: basename(path),
      directory: 'job',
      path,
      type,
      subType: subType ?? null,
      contentFlag: contentFlag ?? null,
      annotation: annotation ?? null,
      ...content,
      createdAt: this.clock.now(),
    } satisfies File);
    places.set(path, file);
    return file;
  }

  /** Rows of kept files, and that the job made them. */
  async register(tx: Tx, jobId: string, files: readonly File[]): Promise<void> {
    const manager = managerOf(tx);
    for (const file of files) {
      await writeFile(manager, file);
      await writeUse(manager, { fileId: file.id, jobId, role: 'out', parameterName: file.parameterName });
    }
  }
}

/** Where it lies already, if that is a good place; else its name in the run's directory, numbered where that is taken. */
function placeFor(
  job: Job,
  localPath: string,
  directory: string,
  parameterName: string,
  places: ReadonlyMap<string, File>,
): string {
  const parts = relative(directory, localPath).split('/');
  const good = parts.length <= MAX_DEPTH && parts.every((part) => isSafeName(part));
  const below = good ? parts.slice(0, -1) : [];
  const name = safeName(basename(localPath));
  const isFree = (path: string): boolean => {
    const there = places.get(path);
    return there === undefined || there.parameterName === fittingParameter(parameterName);
  };
  for (let number = 0; ; number++) {
    const path = [runDirectory(job), ...below, number === 0 ? name : numberedName(name, number)].join('/');
    if (isFree(path)) return path;
  }
}

/** Of a file that was made anywhere: the directory that it has to be taken from. */
export function directoryFor(localPath: string, working: string): string {
  return relative(working, localPath).startsWith('..') ? dirname(localPath) : working;
}
