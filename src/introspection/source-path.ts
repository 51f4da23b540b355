import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { SourceError } from '../common/errors.js';

/** Which files may be SQLite sources (SECURITY 5). */
export interface PathPolicy {
  /** Sources lie in or below one of these; null allows any place (a person at a terminal), empty none. */
  readonly directories: readonly string[] | null;
  /** Never these, under whatever name they are reached: the catalogue itself, key files. */
  readonly forbidden: readonly string[];
}

/**
 * The real path of a SQLite source, every link followed.
 * @throws SourceError that says whether it is missing, forbidden, unreadable or no file
 */
export async function checkPath(path: string | null, policy: PathPolicy): Promise<string> {
  if (!path) throw new SourceError('database-missing', 'A SQLite source needs the path of its file.');
  if (path.includes('\0')) throw new SourceError('database-missing', 'A path cannot hold a zero byte.');
  const real = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    throw unreachable(path, error.code);
  });
  if (!(await isAllowed(real, policy.directories))) {
    const places = policy.directories?.join(', ') || 'none yet';
    throw new SourceError(
      'permission',
      `${path} is outside the directories that SQLite sources may be in (${places}). Move it there, or ask an administrator to allow its directory.`,
    );
  }
  const facts = await stat(real);
  if (!facts.isFile()) {
    const what = facts.isDirectory() ? 'a directory' : 'not a regular file';
    throw new SourceError('not-a-database', `${path} is ${what}. Name the database file itself.`);
  }
  for (const name of policy.forbidden) {
    const other = await stat(name).catch(() => null);
    if (other && other.dev === facts.dev && other.ino === facts.ino) {
      throw new SourceError('permission', `${path} belongs to this server itself and cannot be a source.`);
    }
  }
  await access(real, constants.R_OK).catch(() => {
    throw unreachable(path, 'EACCES');
  });
  return real;
}

async function isAllowed(real: string, directories: readonly string[] | null): Promise<boolean> {
  if (directories === null) return true;
  for (const directory of directories) {
    const base = await realpath(directory).catch(() => null);
    if (base !== null && real.startsWith(base.endsWith(sep) ? base : base + sep)) return true;
  }
  return false;
}

function unreachable(path: string, code: string | undefined): SourceError {
  if (code === 'EACCES' || code === 'EPERM') {
    const advice = 'Give the account that runs this server read permission on the file and its directories.';
    return new SourceError('permission', `${path} cannot be read: permission denied. ${advice}`);
  }
  if (code === 'ELOOP' || code === 'ENAMETOOLONG') {
    return new SourceError('database-missing', `${path} is no usable path (${code}).`);
  }
  return new SourceError('database-missing', `There is no file ${path}. Check the path, as this server sees it.`);
}
