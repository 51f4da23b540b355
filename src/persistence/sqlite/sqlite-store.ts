import type { SqliteHandle } from './sqlite-handle.js';
import type { WriteLock } from './write-lock.js';

/** What all query runners of one SQLite catalogue share. */
export interface SqliteStore {
  /** The one connection that writes; only the holder of the lock's turn may use it. */
  readonly writer: SqliteHandle;
  /** Read-only, sees what is committed (WAL): needs no turn. */
  readonly reader: SqliteHandle;
  readonly lock: WriteLock;
  /** A transaction without a statement for so long is rolled back: nobody waits for one that was forgotten. */
  readonly idleTransactionMs: number;
  /** Called after each commit, with how many rows it changed. */
  committed(changes: number): void;
  /** The name of the unique key over these columns of a table, when an entity declares it. */
  uniqueName(table: string, columns: readonly string[]): string | undefined;
}
