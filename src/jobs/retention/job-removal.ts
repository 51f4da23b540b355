import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { ConflictError } from '../../common/errors.js';
import { inParts, parts } from '../../persistence/parts.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { Workspace } from '../../workspaces/workspace.entity.js';
import { FileImport } from '../files/file-import.entity.js';
import { FileRemovals } from '../files/file-removals.js';
import { holdFiles, namedByInputs } from '../files/file-rows.js';
import { FileUse } from '../files/file-use.entity.js';
import { File } from '../files/file.entity.js';
import { Indicator } from '../indicators/indicator.entity.js';
import { JobBeat } from '../job-beat.entity.js';
import { JobEvent } from '../job-event.entity.js';
import { JobLog } from '../job-log.entity.js';
import { Job } from '../job.entity.js';

/** Removes rows of ended jobs with all that belongs to them: files, uses, indicators, events, logs. */
@Injectable()
export class JobRemoval {
  constructor(private readonly removals: FileRemovals) {}

  /**
   * Removes jobs that have ended; every child of one has to be among them. Their files go once the transaction has
   * committed, and with them what was imported and is used, or to be used, by no other job.
   * @returns how many files go
   * @throws ConflictError `files-in-use` when other jobs use their files (details: `jobs`, their numbers)
   */
  async remove(tx: Tx, ids: readonly string[]): Promise<number> {
    const manager = managerOf(tx);
    const select = { id: true, workspaceId: true, directory: true, number: true };
    const jobs = await inParts(ids, (part) => manager.find(Job, { select, where: { id: In(part) } }));
    const held = await inParts(await filesOf(manager, ids), (part) => holdFiles(manager, part));
    const going = new Set(ids);
    const others = await usesOfOthers(manager, held, going);
    const made = held.filter(({ jobId }) => jobId !== null && going.has(jobId));
    const wanted = made.filter(({ id }) => others.has(id));
    if (wanted.length > 0) throw await inUse(manager, wanted.flatMap(({ id }) => others.get(id) ?? [])); // prettier-ignore
    const unused = held.filter(({ id, directory }) => directory === 'imported' && !others.has(id));
    const named = unused.length > 0 ? await namedByInputs(manager) : new Set();
    const imported = unused.filter(({ id }) => !named.has(id));
    await deleteFiles(manager, [...made, ...imported].map(({ id }) => id)); // prettier-ignore
    const places = await placesOf(manager, jobs, imported);
    if (places.length > 0) await this.removals.request(tx, places);
    await deleteRows(manager, ids);
    return made.length + imported.length;
  }
}

/** Removes the rows of jobs, but not those of their files. */
export async function deleteRows(manager: EntityManager, ids: readonly string[]): Promise<void> {
  for (const part of parts(ids)) {
    const jobId = In(part);
    for (const rows of [FileUse, Indicator, JobLog, JobEvent, JobBeat]) await manager.delete(rows, { jobId });
    await manager.delete(Job, { id: jobId });
  }
}

/** The ids of the files that jobs made or read; in one order, so that two who lock them do not wait for each other. */
async function filesOf(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
  const made = await inParts(ids, (part) => manager.find(File, { select: { id: true }, where: { jobId: In(part) } }));
  const uses = await inParts(ids, (part) => manager.find(FileUse, { where: { jobId: In(part), role: 'in' } }));
  return [...new Set([...made.map(({ id }) => id), ...uses.map(({ fileId }) => fileId)])].sort();
}

async function deleteFiles(manager: EntityManager, ids: readonly string[]): Promise<void> {
  for (const part of parts(ids)) {
    const fileId = In(part);
    await manager.delete(FileUse, { fileId });
    await manager.delete(FileImport, { fileId });
    await manager.delete(File, { id: fileId });
  }
}

/** By file, the other jobs that use it. */
async function usesOfOthers(
  manager: EntityManager,
  files: readonly File[],
  going: ReadonlySet<string>,
): Promise<Map<string, string[]>> {
  const others = new Map<string, string[]>();
  const ids = files.map(({ id }) => id);
  const found = await inParts(ids, (part) => manager.findBy(FileUse, { fileId: In(part), role: 'in' }));
  for (const { fileId, jobId } of found) {
    if (!going.has(jobId)) others.set(fileId, [...(others.get(fileId) ?? []), jobId]);
  }
  return others;
}

async function inUse(manager: EntityManager, ids: readonly string[]): Promise<ConflictError> {
  const jobs = await manager.find(Job, {
    select: { id: true, number: true, numberKey: true, title: true },
    where: { id: In(parts([...new Set(ids)])[0] ?? []) },
    order: { numberKey: 'ASC' },
    take: 20,
  });
  const names = jobs.map(({ number, title }) => `${number} (${title})`).join(', ');
  const details = { jobs: jobs.map(({ id, number, title }) => ({ id, number, title })) };
  const message = `Other jobs use the files of this one: ${names}. Delete them first, or ask for them to be deleted too.`;
  return new ConflictError('files-in-use', message, { details });
}

/** In the file store: directories of jobs, those within others left out, and imported files. */
async function placesOf(manager: EntityManager, jobs: readonly Job[], imported: readonly File[]): Promise<string[]> {
  const withFiles = jobs.filter(({ directory }) => directory !== null);
  const workspaceId = [...new Set([...withFiles, ...imported].map((one) => one.workspaceId))];
  if (workspaceId.length === 0) return [];
  const workspaces = await manager.findBy(Workspace, { id: In(workspaceId) });
  const roots = new Map(workspaces.map(({ id, directory }) => [id, directory]));
  const directories = withFiles.map((job) => `${roots.get(job.workspaceId)}/${job.directory}/`).sort();
  const outer: string[] = [];
  // Sorted: what lies within a directory comes right after it.
  for (const path of directories) if (!path.startsWith(outer.at(-1) ?? '\0')) outer.push(path);
  return [...outer, ...imported.map((file) => `${roots.get(file.workspaceId)}/${file.path}`)];
}
