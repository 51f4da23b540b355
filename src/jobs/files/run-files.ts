import type { Container } from '../../containers/container.js';
import type { ObjectSchema } from '../../containers/schema.js';
import type { Tx } from '../../persistence/tx.js';
import type { Job } from '../job.entity.js';
import type { File } from './file.entity.js';

/** What a task declares; a TaskDefinition is one. */
export interface RunSchemas {
  readonly inputs: ObjectSchema;
  readonly outputs: ObjectSchema;
}

/** What one run works with. */
export interface RunContainers {
  /** The parameters; every file is registered, used, and has a `path` on this machine while the run lasts. */
  readonly inputs: Container;
  /** To be filled by the task; every declared file outside lists has a `path` to be written to. */
  readonly outputs: Container;
  /** Where the task may write, absolute; null when it declares no file, until {@link RunFiles.directory} is asked. */
  readonly directory: string | null;
}

/** What a run left behind, measured and stored, but in no row yet. */
export interface CollectedFiles {
  readonly files: readonly File[];
  /** For the job's columns of these names: no path of this machine is in them. */
  readonly parametersAfter: object;
  readonly outputs: object;
  /** What is wrong with single files, for the log; it fails nothing. */
  readonly warnings: readonly string[];
}

/**
 * The files around one run of a job, for the engine. Nothing is read or written for a task that declares no file.
 * The order is: open, the run, collect, register (in the publishing transaction), close; on a failure diagnose, close.
 */
export abstract class RunFiles {
  /**
   * Before the run: its directory is made, inputs are imported and brought to this machine, outputs get their names.
   * @throws InvalidInputError, NotFoundError naming the input that cannot be had
   */
  abstract open(row: Job, definition: RunSchemas): Promise<RunContainers>;

  /** The run's directory, made on the first call; the same as of {@link RunContainers}. */
  abstract directory(row: Job): Promise<string>;

  /** After the work, before the publishing transaction: what was written is measured and stored. */
  abstract collect(row: Job, containers: RunContainers): Promise<CollectedFiles>;

  /** In the publishing transaction, after the fence: rows of files and uses. The engine writes the job's own columns. */
  abstract register(tx: Tx, row: Job, collected: CollectedFiles): Promise<void>;

  /**
   * Keeps what is known of a failure as the job's `diagnostic.txt`. Never rejects.
   * @param error safe, redacted text
   * @param logTail the newest lines of the log, redacted
   */
  abstract diagnose(row: Job, error: string, logTail: string): Promise<void>;

  /** Always, at the end: what was only brought here for the run is removed. Never rejects, may be repeated. */
  abstract close(row: Job): Promise<void>;
}
