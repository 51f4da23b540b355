import type { SourceError } from '../common/errors.js';
import type { Snapshot, SnapshotEntry } from '../common/snapshot.js';
import type { ProbeResult, ReadScope, ReadStep, SourceConnection } from './engine.js';

/** Who watches a read, and how it is ended early. */
export interface ReadWatch {
  /**
   * What is known of the source's tables: one whose fingerprint is here comes without its document. The fewer tables have
   * changed, the less is made and sent.
   */
  readonly known?: readonly Pick<SnapshotEntry, 'key' | 'fingerprint'>[];
  /** Aborting ends the query on the source and the child; the read then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** `done` of `total` objects of a step; total null while unknown. A retry starts again at the first step. */
  onProgress?(step: ReadStep, done: number, total: number | null): void;
  /** Each table as it arrives, before it is known whether the read will be whole. Throwing ends the read. */
  onTable?(entry: SnapshotEntry): void;
  onWarning?(text: string): void;
  /** A transient failure: try number `attempt` (2, 3 …) follows after `delayMs`. */
  onRetry?(attempt: number, delayMs: number, error: SourceError): void;
}

/** A whole picture and what it cost. */
export interface ReadResult extends Snapshot {
  /** The greatest resident memory of the reader's process, MiB. */
  readonly rssMb: number;
}

/** Reads the structure of sources. The port that tasks use; the type is the injection token. */
export abstract class SchemaReader {
  /** Reaches the source within the connection's time limit and says what is there. @throws SourceError */
  abstract probe(connection: SourceConnection, signal: AbortSignal): Promise<ProbeResult>;
  /**
   * Reads all that is in scope; a result is always complete, tables that could not be read carry a `problem`.
   * @throws SourceError classified, with advice, never with the password: it has been taken out of what the driver and
   * the server said, so whoever logs it need not look for it again
   */
  abstract read(connection: SourceConnection, scope: ReadScope, watch: ReadWatch): Promise<ReadResult>;
}
