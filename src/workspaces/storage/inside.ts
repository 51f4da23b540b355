import { constants } from 'node:fs';
import { lstat, open, realpath, type FileHandle } from 'node:fs/promises';
import { dirname, isAbsolute, relative } from 'node:path';
import { InvalidInputError, NotFoundError } from '../../common/errors.js';

/** Whether anything along the way is missing. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException | null)?.code ?? '');
}

/** Whether a real path lies in a real directory, or is it. */
export function liesIn(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way));
}

/**
 * Opens a plain file inside a directory to be read: no link in its place, none on the way that leads out.
 * @throws NotFoundError, InvalidInputError
 */
export async function openInside(directory: string, path: string, shown: string): Promise<FileHandle> {
  const handle = await openPlain(path, shown);
  try {
    const [root, parent] = await Promise.all([realpath(directory), realpath(dirname(path))]);
    if (!liesIn(root, parent)) throw refused(shown);
    const [opened, there] = await Promise.all([handle.stat(), lstat(path)]);
    if (!opened.isFile() || opened.ino !== there.ino || opened.dev !== there.dev) throw refused(shown);
    return handle;
  } catch (error) {
    await handle.close();
    throw isMissing(error) ? new NotFoundError('file', shown) : error;
  }
}

/** Not a link; a pipe is not waited for. */
async function openPlain(path: string, shown: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isMissing(error)) throw new NotFoundError('file', shown, { cause: error });
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') throw refused(shown);
    throw error;
  }
}

function refused(shown: string): InvalidInputError {
  return new InvalidInputError(`${shown} is no plain file of its directory: links and devices are not taken.`);
}
