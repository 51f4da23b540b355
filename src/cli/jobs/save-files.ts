import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../common/errors.js';
import type { Output } from '../output.js';
import type { JobDesk } from './job-desk.js';

/** Saves what a job made; a file that is there already is never overwritten. @throws DomainError `file-exists` */
export async function saveFiles(desk: JobDesk, jobId: string, directory: string, { stderr }: Output): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const { id, name, role } of await desk.files(jobId)) {
    if (role !== 'out') continue;
    const path = join(directory, name);
    await desk.save(id, path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new DomainError('file-exists', `${path} is there already: choose another --output-dir.`);
    });
    stderr.write(`saved ${path}\n`);
  }
}
