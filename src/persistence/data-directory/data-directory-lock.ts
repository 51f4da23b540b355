import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ConflictError, DomainError } from '../../common/errors.js';
import { isBusy } from '../database-errors.js';
import { retryBusy } from '../sqlite/retry-busy.js';
import { lastServerInfo, removeServerInfo, writeServerInfo } from './server-info.js';
import type { ServerInfo } from './server-info.js';

/** Somebody who only looks whether the lock is held takes it for a moment. */
const PATIENCE_MS = 500;

/**
 * The data directory belongs to one server at a time. An open exclusive SQLite transaction is the lock: the kernel ends
 * it with the process, also on kill -9, so there is no stale lock file to judge.
 */
export class DataDirectoryLock {
  #held: Database.Database | undefined;
  #since = new Date(0);

  constructor(private readonly dataDir: string) {}

  /**
   * Makes the directory when it is missing, and takes it.
   * @throws ConflictError `data-directory-in-use` that says who holds it
   */
  async acquire(): Promise<void> {
    if (this.#held) return;
    await makeDirectory(this.dataDir);
    const path = lockFile(this.dataDir);
    const database = new Database(path, { timeout: 0 });
    try {
      // Nothing is ever written to it, so there is nothing to recover from a journal.
      await retryBusy(() => database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE'), PATIENCE_MS);
    } catch (error) {
      database.close();
      throw await inUse(this.dataDir, error);
    }
    await chmod(path, 0o600);
    this.#held = database;
    this.#since = new Date();
    this.#write(null, null);
  }

  /** Tells terminal commands where the server listens, and the token of this boot. */
  announce(address: string, token: string): void {
    if (!this.#held) throw new Error('The data directory is not held.');
    this.#write(address, token);
  }

  async release(): Promise<void> {
    if (!this.#held) return;
    await removeServerInfo(this.dataDir);
    this.#held.close();
    this.#held = undefined;
  }

  #write(address: string | null, token: string | null): void {
    writeServerInfo(this.dataDir, { pid: process.pid, since: this.#since.toISOString(), address, token });
  }
}

/** The server that holds the directory now; null when none does. */
export async function runningServer(dataDir: string): Promise<ServerInfo | null> {
  return isHeld(dataDir) ? lastServerInfo(dataDir) : null;
}

function isHeld(dataDir: string): boolean {
  let database: Database.Database | undefined;
  try {
    database = new Database(lockFile(dataDir), { timeout: 0, readonly: true, fileMustExist: true });
    database.prepare('SELECT 1 FROM sqlite_master').all();
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    database?.close();
  }
}

function lockFile(dataDir: string): string {
  return join(dataDir, 'server.lock');
}

async function makeDirectory(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const message = `The data directory ${dataDir} cannot be made. Check SESHAT_DATA_DIR and its permissions.`;
    throw new DomainError('data-directory', message, { cause });
  }
}

async function inUse(dataDir: string, cause: unknown): Promise<ConflictError> {
  const info = await lastServerInfo(dataDir);
  const at = info?.address ? ` at ${info.address}` : '';
  const who = info ? `process ${info.pid}${at}, since ${info.since}` : 'another process';
  const message = `The data directory ${dataDir} is in use by ${who}. Stop it, or set another SESHAT_DATA_DIR.`;
  return new ConflictError('data-directory-in-use', message, { cause, details: { pid: info?.pid ?? null } });
}
