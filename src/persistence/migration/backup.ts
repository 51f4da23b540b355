import { chmod, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SqliteRunner } from '../sqlite/sqlite-runner.js';

const KEPT = 3;

/**
 * Copies the catalogue's file as it is (`catalogue-<time>.bak` beside it, readable by the owner only) and keeps the
 * newest three copies. To restore one: stop the server, put it in the catalogue's place, remove `-wal` and `-shm`.
 */
export async function backUp(runner: SqliteRunner, path: string): Promise<string> {
  const stem = basename(path).replace(/\.[^.]*$/, '');
  const directory = dirname(path);
  const copy = join(directory, `${stem}-${new Date().toISOString().replace(/[:.]/g, '-')}.bak`);
  await runner.query('VACUUM INTO ?', [copy]);
  await chmod(copy, 0o600);
  const copies = (await readdir(directory)).filter((name) => name.startsWith(`${stem}-`) && name.endsWith('.bak'));
  for (const old of copies.sort().slice(0, -KEPT)) await rm(join(directory, old), { force: true });
  return copy;
}
