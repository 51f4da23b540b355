import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalPlace } from './file-store.js';

/** Directories of this machine that are needed for a while. */
export class Scratch {
  /** @param root absolute; made when it is needed */
  constructor(private readonly root: string) {}

  /** A fresh, empty directory that only the server's user can enter. */
  async directory(): Promise<LocalPlace> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    const path = await mkdtemp(join(this.root, 'run-'));
    let released: Promise<void> | null = null;
    return { path, release: () => (released ??= remove(path)) };
  }

  /** Removes what a process that died has left, if nothing in it has changed since. */
  async sweep(before: Date): Promise<void> {
    for (const name of await readdir(this.root).catch(() => [])) {
      const path = join(this.root, name);
      const found = await stat(path).catch(() => null);
      if (found && found.mtime < before) await remove(path);
    }
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}
