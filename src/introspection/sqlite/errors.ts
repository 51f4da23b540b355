import { closeSync, openSync, readSync } from 'node:fs';
import type { SourceError } from '../../common/errors.js';
import type { SourceConnection } from '../engine.js';
import { classifyBy, type ErrorRule } from '../source-errors.js';

const MAGIC = 'SQLite format 3\0';

const RULES: readonly ErrorRule[] = [
  {
    codes: ['SQLITE_BUSY*', 'SQLITE_LOCKED*'],
    failure: 'timeout',
    transient: true,
    say: (c) => `${c.path} is locked by another program. Try again when that has finished writing.`,
  },
  { codes: ['SQLITE_NOTADB'], failure: 'not-a-database', transient: false, say: (c) => notADatabase(c.path ?? '') },
  {
    codes: ['SQLITE_CORRUPT*', 'SQLITE_FORMAT'],
    failure: 'not-a-database',
    transient: false,
    say: (c, error) =>
      `${c.path} is damaged (${error.message}). Check it with "PRAGMA integrity_check" and restore it from a backup.`,
  },
  {
    codes: ['SQLITE_PERM', 'SQLITE_AUTH*', 'SQLITE_READONLY*', 'EACCES', 'EPERM'],
    failure: 'permission',
    transient: false,
    say: (c) =>
      `${c.path} cannot be read with this account. Give the account that runs this server read permission on the file ` +
      'and, when it is in WAL mode, write permission on its directory (for the -shm file), or switch it to journal_mode=DELETE.',
  },
  {
    codes: ['SQLITE_CANTOPEN*', 'ENOENT'],
    failure: 'database-missing',
    transient: false,
    say: (c) =>
      `${c.path} cannot be opened. Check that the file exists and, when it is in WAL mode, that this server may write ` +
      'in its directory (for the -shm file) or that it is switched to journal_mode=DELETE.',
  },
  {
    codes: ['SQLITE_IOERR*', 'SQLITE_NOMEM', 'SQLITE_FULL', 'EIO'],
    failure: 'other',
    transient: false,
    say: (c, error) => `Reading ${c.path} failed (${error.message}). Check the disk or the network drive it lies on.`,
  },
];

/** What a failure of SQLite means, with advice. */
export function classify(connection: SourceConnection, error: unknown): SourceError {
  return classifyBy(RULES, connection, error);
}

/** A text file, an encrypted one and any other look the same to SQLite; a person wants to know which it is. */
function notADatabase(path: string): string {
  const head = headOf(path);
  if (head.toString('latin1').startsWith(MAGIC)) {
    return `${path} is an SQLite file, but cannot be read: it is damaged, or encrypted by an extension.`;
  }
  const isText = head.length > 0 && head.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
  if (isText) return `${path} is a text file, not an SQLite database. Name the database file itself.`;
  return `${path} is not an SQLite database, or it is encrypted. Encrypted files cannot be read.`;
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(100);
  try {
    const file = openSync(path, 'r');
    try {
      return head.subarray(0, readSync(file, head, 0, head.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return head.subarray(0, 0);
  }
}
