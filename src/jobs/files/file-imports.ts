import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { ConflictError, NotFoundError } from '../../common/errors.js';
import { newId } from '../../common/id.js';
import { isUniqueViolation } from '../../persistence/database-errors.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { holdWorkspace } from '../../workspaces/hold-workspace.js';
import { FileStore, type PutOptions, type StoredContent } from '../../workspaces/storage/file-store.js';
import { isMissing, openInside } from '../../workspaces/storage/inside.js';
import { measure } from '../../workspaces/storage/measured.js';
import { numberedName, safeName } from '../../workspaces/storage/safe-name.js';
import { FileImport } from './file-import.entity.js';
import { FileRemoval } from './file-removal.entity.js';
import { FileRemovals } from './file-removals.js';
import { holdFiles } from './file-rows.js';
import { FileTypes } from './file-types.js';
import { File } from './file.entity.js';
import { IMPORTED_FILES, JobDirectories } from './job-directories.js';

/** What is said of a file that is imported. */
export interface ImportedFile {
  readonly workspaceId: string;
  /** Made safe; numbered where it is taken. Its directories are left out. */
  readonly name: string;
  /** MIME type. */
  readonly type: string;
  readonly subType?: number | null;
  readonly contentFlag?: number | null;
  readonly annotation?: string | null;
}

/** Further work of the transaction that registers, or reuses, the file. */
export type WithFile = (tx: Tx, file: File) => Promise<void>;

/** A place that nobody else can take. */
interface Claim {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly key: string;
}

/** An import that takes longer is given up, and its place is cleared. */
const CLAIM_MS = 24 * 3_600_000;
/** Files of one name in one workspace get numbers up to here, then any. */
const NUMBERS = 100;
/** Deadlocks of many imports at once on MariaDB: on the removals, and on the workspace. */
const RETRIES = 10;

/** Brings files into a workspace's `imported-files`; what is there already is not kept twice. */
@Injectable()
export class FileImports {
  constructor(
    private readonly transactions: Transactions,
    private readonly store: FileStore,
    private readonly directories: JobDirectories,
    private readonly removals: FileRemovals,
    private readonly types: FileTypes,
    private readonly clock: Clock,
  ) {}

  /** Stores what comes, then sees whether it is there already. @throws DomainError `file-too-large` */
  async fromStream(
    actor: Actor,
    about: ImportedFile,
    content: AsyncIterable<Uint8Array>,
    options: PutOptions = {},
    within?: WithFile,
  ): Promise<File> {
    return this.storeAs(actor, about, about.name, (key) => this.store.put(key, content, options), within);
  }

  /** A file of this machine; it is copied only when its content is not there yet. @throws NotFoundError */
  async fromPath(actor: Actor, about: ImportedFile, path: string, within?: WithFile): Promise<File> {
    const real = await realpath(path).catch((error: unknown) => {
      throw isMissing(error) ? new NotFoundError('file', path, { cause: error }) : error;
    });
    const handle = await openInside(dirname(real), real, path);
    const same = await this.reuse(about, await measure(handle.createReadStream()), within);
    if (same) return same;
    const put = (key: string): Promise<StoredContent> => this.store.commit(dirname(real), real, key);
    return this.storeAs(actor, about, path, put, within);
  }

  private async storeAs(
    actor: Actor,
    about: ImportedFile,
    sourceName: string,
    put: (key: string) => Promise<StoredContent>,
    within?: WithFile,
  ): Promise<File> {
    await this.types.declare(about.type);
    const claim = await this.claim(about.workspaceId, safeName(about.name));
    try {
      const content = await put(claim.key);
      const same = await this.reuse(about, content, within);
      if (!same) return await this.register(actor, about, sourceName, claim, content, within);
      await this.giveUp(claim);
      return same;
    } catch (error) {
      await this.giveUp(claim).catch(() => undefined); // else the sweep does
      throw error;
    }
  }

  /** A file of the workspace with the same content and type whose bytes are still there; null when there is none. */
  private async reuse(about: ImportedFile, { sha256, size }: StoredContent, within?: WithFile): Promise<File | null> {
    const { workspaceId, type } = about;
    const same = await this.transactions.read((manager) =>
      manager.find(File, { where: { workspaceId, sha256, type, size }, order: { id: 'ASC' }, take: 10 }),
    );
    for (const file of same) {
      if ((await this.store.size(await this.directories.keyOf(workspaceId, file.path))) !== size) continue;
      const held = await this.transactions.run(async (tx) => {
        const [still] = await holdFiles(managerOf(tx), [file.id]);
        if (still) await within?.(tx, still);
        return still;
      });
      if (held) return held;
    }
    return null;
  }

  private async register(
    actor: Actor,
    about: ImportedFile,
    sourceName: string,
    claim: Claim,
    content: StoredContent,
    within?: WithFile,
  ): Promise<File> {
    const now = this.clock.now();
    const file = Object.assign(new File(), {
      id: newId(),
      workspaceId: about.workspaceId,
      jobId: null,
      parameterName: '',
      name: claim.name,
      directory: 'imported',
      path: claim.path,
      type: about.type,
      subType: about.subType ?? null,
      contentFlag: about.contentFlag ?? null,
      annotation: about.annotation ?? null,
      ...content,
      createdAt: now,
    } satisfies File);
    const source: FileImport = {
      fileId: file.id,
      sourceName: sourceName.replaceAll('\0', ''),
      sha256: content.sha256,
      importedAt: now,
      importedById: actor.userId,
      importedByName: actor.name.slice(0, 255),
    };
    const work = async (tx: Tx): Promise<void> => {
      const manager = managerOf(tx);
      await holdWorkspace(manager, about.workspaceId);
      const { affected } = await manager.delete(FileRemoval, { id: claim.id, tries: 0 });
      if (affected !== 1) throw new ConflictError('import-too-slow', 'The import took too long and was given up.');
      await manager.insert(File, file);
      await manager.insert(FileImport, source);
      await within?.(tx, file);
    };
    await this.transactions.run(work, { retries: RETRIES });
    return file;
  }

  /** Takes the first free name: by a row that lets nobody else have it, and is what removes the bytes if we die. */
  private async claim(workspaceId: string, name: string): Promise<Claim> {
    for (let number = 0; ; number++) {
      const suffix = number < NUMBERS ? number : Math.floor(Math.random() * 1e9);
      const free = number === 0 ? name : numberedName(name, suffix);
      const path = `${IMPORTED_FILES}/${free}`;
      const claim = { id: newId(), name: free, path, key: await this.directories.keyOf(workspaceId, path) };
      if (await this.take(workspaceId, claim)) return claim;
    }
  }

  private async take(workspaceId: string, { id, path, key }: Claim): Promise<boolean> {
    const dueAt = new Date(this.clock.now().getTime() + CLAIM_MS);
    try {
      const work = async (tx: Tx): Promise<true> => {
        const manager = managerOf(tx);
        await manager.insert(FileRemoval, { id, place: key, dueAt, tries: 0 });
        if (await manager.existsBy(File, { workspaceId, path })) throw new Taken();
        return true;
      };
      return await this.transactions.run(work, { retries: RETRIES });
    } catch (error) {
      if (error instanceof Taken || isUniqueViolation(error)) return false;
      throw error;
    }
  }

  private async giveUp({ id }: Claim): Promise<void> {
    await this.transactions.run((tx) => managerOf(tx).update(FileRemoval, { id }, { dueAt: this.clock.now() }));
    await this.removals.removeNow(id);
  }
}

class Taken extends Error {}
