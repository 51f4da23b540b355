import { In, type EntityManager } from 'typeorm';
import { LIVE_STATUSES } from '../job-status.js';
import { Job } from '../job.entity.js';
import { Schedule } from '../schedule/schedule.entity.js';
import { FileUse } from './file-use.entity.js';
import { File } from './file.entity.js';

/** Of an identifier's column. */
const PARAMETER_LENGTH = 190;

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;

/** A parameter's name as it fits its column: of longer ones the end, which tells them apart. */
export function fittingParameter(name: string): string {
  return name.length <= PARAMETER_LENGTH ? name : `…${name.slice(1 - PARAMETER_LENGTH)}`;
}

/** Registers a file; one that is registered at this place already is brought up to date and keeps its id. */
export async function writeFile(manager: EntityManager, file: File): Promise<void> {
  const there = await manager.findOne(File, { select: { id: true }, where: { id: file.id } });
  if (there) await manager.update(File, { id: file.id }, file);
  else await manager.insert(File, file);
}

/** Notes that a job uses a file; a use that is noted already stays as it is. */
export async function writeUse(manager: EntityManager, use: FileUse): Promise<void> {
  const row = { ...use, parameterName: fittingParameter(use.parameterName) };
  await manager.createQueryBuilder().insert().into(FileUse).values(row).orIgnore().updateEntity(false).execute();
}

/**
 * Holds files so that nobody removes them, or begins to use them, before this transaction ends.
 * @returns those that are still there
 */
export async function holdFiles(manager: EntityManager, ids: readonly string[]): Promise<File[]> {
  if (ids.length === 0) return [];
  const id = In([...ids].sort());
  // Locks the rows on every engine: what others did to them is committed and seen after this.
  const held = manager
    .createQueryBuilder()
    .update(File)
    .set({ size: () => 'size' })
    .where({ id });
  await held.updateEntity(false).execute();
  return manager.find(File, { where: { id } });
}

/** The ids that live jobs and schedules name in their inputs, files among them: a use is noted only when its run begins. */
export async function namedByInputs(manager: EntityManager): Promise<ReadonlySet<string>> {
  const select = { id: true, parameters: true } as const;
  const jobs = await manager.find(Job, { select, where: { status: In([...LIVE_STATUSES]), grouping: false } });
  const schedules = await manager.find(Schedule, { select });
  return new Set([...jobs, ...schedules].flatMap(({ parameters }) => JSON.stringify(parameters).match(UUID) ?? []));
}
