import type { Engine, SnapshotSource, SnapshotTable } from '../common/snapshot.js';

export const TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** Where a source is and who asks; typed fields only, never a URL and never options passed on (SECURITY 4). */
export interface SourceConnection {
  readonly engine: Engine;
  readonly host: string | null;
  readonly port: number | null;
  /** The file of an SQLite source; null for the others. */
  readonly path: string | null;
  readonly database: string | null;
  readonly user: string | null;
  /** In clear, for the time of one read; sent to the child over IPC only. */
  readonly password: string | null;
  readonly tlsMode: TlsMode;
  /** PEM text of the certificate authority for verify-ca and verify-full. */
  readonly tlsCa: string | null;
}

/** What is to be read. */
export interface ReadScope {
  /** Exact names; empty = all user schemas (PostgreSQL), the connection's database (MySQL, MariaDB), main (SQLite). */
  readonly schemas: readonly string[];
  /** Globs over `name` or `schema.name`; empty = all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** List partitions as tables of their own instead of folding them under their parent. */
  readonly partitions: boolean;
}

/** What may be spent on a source (CONTRACT, "The source is spared"); milliseconds. */
export interface ReadLimits {
  readonly connectMs: number;
  readonly queryMs: number;
  /** PostgreSQL's lock_timeout; how long SQLite waits for a busy file. */
  readonly lockMs: number;
  /** lock_wait_timeout of MySQL and MariaDB, which count whole seconds. */
  readonly mysqlLockMs: number;
  /** Tries of connecting and of single reads, transient failures only. */
  readonly attempts: number;
}

export interface ProbeResult {
  readonly version: string;
  /** Milliseconds of one round trip on the open connection. */
  readonly latencyMs: number;
  /** Every user schema that the account can see, sorted. */
  readonly schemas: readonly string[];
  /** Said with the result: a missing privilege and the GRANT that gives it, an old server … */
  readonly warnings: readonly string[];
}

export const READ_STEPS = ['tables', 'columns', 'relationships'] as const;
export type ReadStep = (typeof READ_STEPS)[number];

/** Where an engine's session delivers what it reads, as it reads it. */
export interface ReadSink {
  /** A whole table. Resolves when more may be sent (backpressure). */
  table(table: SnapshotTable, rowEstimate: number | null): void | Promise<void>;
  /**
   * A table that need not be made when its facts are those of last time.
   * @param facts everything that its picture is made of, in one unambiguous text ({@link joinFacts}): what is not in it must
   *   not have a say in the picture
   * @param make called at once, or not at all; the picture has no `problem`
   */
  tableOf(facts: string, rowEstimate: number | null, make: () => SnapshotTable): void | Promise<void>;
  /** `done` of `total` objects of a step; total null while unknown. */
  progress(step: ReadStep, done: number, total: number | null): void;
  warn(message: string): void;
}

/** An open, read-only session on a source. Runs in the reader's child process. */
export interface EngineSession extends AsyncDisposable {
  probe(): Promise<ProbeResult>;
  /** Reads everything in scope with a number of queries that does not depend on the number of tables. @throws SourceError */
  read(scope: ReadScope, sink: ReadSink): Promise<SnapshotSource>;
  /** Queries asked so far. */
  readonly queries: number;
  /** What a second connection needs to end this session's running query (a backend pid, a thread id); null when killing the child does it. */
  readonly cancelToken: string | null;
}

/** One engine's way of reading; one folder an engine. */
export interface EngineReader {
  readonly engines: readonly Engine[];
  /** Raised whenever the same source would yield another document; part of every fingerprint. */
  readonly version: number;
  /** Connects within the limits. @throws SourceError classified, with advice, never with the password */
  open(connection: SourceConnection, limits: ReadLimits): Promise<EngineSession>;
  /** Ends the running query of another session of ours, over one short-lived connection. */
  cancel(connection: SourceConnection, cancelToken: string, limits: ReadLimits): Promise<void>;
}
