import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../common/errors.js';
import { Workspace } from './workspace.entity.js';

/**
 * Holds a workspace so that nobody deletes it, or puts into it what has to be seen by its deletion, before this
 * transaction ends: what others did under it is committed and seen after this.
 * @throws NotFoundError
 */
export async function holdWorkspace(manager: EntityManager, id: string): Promise<void> {
  const same = { nextJobNumber: () => 'next_job_number' };
  const { affected } = await manager.update(Workspace, { id }, same);
  if (affected !== 1) throw new NotFoundError('workspace', id);
}
