import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InvalidInputError } from '../../common/errors.js';
import { FileStore, type ByteRange, type LocalPlace, type PutOptions, type StoredContent } from './file-store.js';
import { isMissing, openInside } from './inside.js';
import { Measured, measure } from './measured.js';
import { keyParts } from './safe-name.js';

/** Where content is written before it is moved to its place; on the same file system, so that moving is one step. */
const INCOMING = '.incoming';
/** Files and directories belong to the server's own user. */
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

/** Files in a directory of this machine, or in one that several machines share. */
export class LocalFileStore extends FileStore {
  /** @param root absolute; made when something is put there */
  constructor(private readonly root: string) {
    super();
  }

  async put(key: string, content: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<StoredContent> {
    const path = this.pathOf(key);
    const incoming = join(this.root, INCOMING);
    await mkdir(incoming, { recursive: true, mode: DIRECTORY_MODE });
    const temporary = join(incoming, randomUUID());
    const measured = new Measured(options);
    try {
      const target = createWriteStream(temporary, { flags: 'wx', mode: FILE_MODE, flush: true });
      await pipeline(Readable.from(content), (chunks: AsyncIterable<Uint8Array>) => measured.pass(chunks), target);
      await this.makeDirectory(keyParts(key).slice(0, -1));
      await rename(temporary, path);
      await syncDirectory(dirname(path));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    return measured.result();
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const handle = await openInside(this.root, this.pathOf(key), key);
    return handle.createReadStream({ start: range?.start ?? 0, ...(range?.end !== undefined && { end: range.end }) });
  }

  async size(key: string): Promise<number | null> {
    const path = await this.placeFor(key);
    const found = path === null ? null : await unlessMissing(lstat(path));
    return found?.isFile() ? found.size : null;
  }

  async delete(key: string): Promise<void> {
    const path = await this.placeFor(key);
    if (path !== null) await unlessMissing(unlink(path));
  }

  async deletePrefix(prefix: string): Promise<void> {
    const path = await this.placeFor(prefix);
    if (path !== null) await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }

  async workingDirectory(prefix: string): Promise<LocalPlace> {
    return placeOf(await this.makeDirectory(keyParts(prefix)));
  }

  async commit(directory: string, localPath: string, key: string, options?: PutOptions): Promise<StoredContent> {
    const handle = await openInside(directory, localPath, basename(localPath));
    if (!(await isSame(localPath, this.pathOf(key)))) return this.put(key, handle.createReadStream(), options);
    await handle.sync();
    return measure(handle.createReadStream(), options);
  }

  async fetch(key: string): Promise<LocalPlace> {
    const handle = await openInside(this.root, this.pathOf(key), key);
    await handle.close();
    return placeOf(this.pathOf(key));
  }

  async sweep(before: Date): Promise<void> {
    const incoming = join(this.root, INCOMING);
    const names = await readdir(incoming).catch(() => []);
    for (const name of names) {
      const path = join(incoming, name);
      const found = await stat(path).catch(() => null);
      if (found && found.mtime < before) await rm(path, { force: true });
    }
  }

  private pathOf(key: string): string {
    return join(this.root, ...keyParts(key));
  }

  /** Where the key's content is or would be; null when its directory is not there. @throws InvalidInputError */
  private async placeFor(key: string): Promise<string | null> {
    let path = this.root;
    for (const part of keyParts(key).slice(0, -1)) {
      path = join(path, part);
      const found = await unlessMissing(lstat(path));
      if (found === null) return null;
      if (!found.isDirectory()) throw noDirectory(key);
    }
    return this.pathOf(key);
  }

  /** @throws InvalidInputError when something else is in its way, such as a link that leads out */
  private async makeDirectory(parts: readonly string[]): Promise<string> {
    await mkdir(this.root, { recursive: true, mode: DIRECTORY_MODE });
    let path = this.root;
    for (const part of parts) {
      path = join(path, part);
      await mkdir(path, { mode: DIRECTORY_MODE }).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      });
      if (!(await lstat(path)).isDirectory()) throw noDirectory(parts.join('/'));
    }
    return path;
  }
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | null> {
  return found.catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
}

function noDirectory(key: string): InvalidInputError {
  return new InvalidInputError(`Something that is no directory is in the way of ${key}.`);
}

function placeOf(path: string): LocalPlace {
  return { path, release: async () => undefined };
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => lstat(path).catch(() => null)));
  return a != null && b != null && a.ino === b.ino && a.dev === b.dev;
}

/** So that the new name survives a power cut. Some file systems have no such thing. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
