import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { CATALOGUE_APPLICATION_ID } from '../../common/catalogue-file-id.js';
import { DomainError } from '../../common/errors.js';
import { driverErrorOf } from '../database-errors.js';
import { retryBusy } from './retry-busy.js';

/**
 * Makes the file when it is missing, the owner's alone from the first moment: SQLite gives its log the file's mode.
 * @throws DomainError `catalogue-refused` when it cannot be made
 */
export async function makeCatalogueFile(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await (await open(path, 'a', 0o600)).close();
    await chmod(path, 0o600);
  } catch (cause) {
    throw refused(`The catalogue's file ${path} cannot be made or written. Check the directory's permissions.`, cause);
  }
}

/**
 * Settings of the writing connection. A commit survives the death of the process; one of the last moment may be lost with
 * the machine's power, none is torn.
 * @throws DomainError `catalogue-refused` when the file is not a catalogue of ours
 */
export async function prepareCatalogue(database: Database.Database): Promise<void> {
  try {
    await retryBusy(() => {
      assertOurs(database);
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = NORMAL');
      database.pragma('wal_autocheckpoint = 0');
      database.pragma('journal_size_limit = 67108864');
      database.pragma('trusted_schema = OFF');
      if (idOf(database) === 0) database.pragma(`application_id = ${CATALOGUE_APPLICATION_ID}`);
    });
  } catch (error) {
    if (driverErrorOf(error)?.code !== 'SQLITE_NOTADB') throw error;
    throw refused(
      `The file ${database.name} is not an SQLite database. Name another one in SESHAT_CATALOGUE_URL.`,
      error,
    );
  }
}

/** Somebody else's database is left alone, even when the configuration names it by mistake. */
function assertOurs(database: Database.Database): void {
  const id = idOf(database);
  if (id === CATALOGUE_APPLICATION_ID) return;
  const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_master').get() as { tables: number };
  if (id === 0 && tables === 0) return;
  throw refused(
    `The file ${database.name} holds a database that is not a catalogue of Seshat. Name another file in SESHAT_CATALOGUE_URL.`,
  );
}

function idOf(database: Database.Database): number {
  return Number(database.pragma('application_id', { simple: true }));
}

function refused(message: string, cause?: unknown): DomainError {
  return new DomainError('catalogue-refused', message, { cause });
}
