import type { Tx } from '../persistence/tx.js';
import type { Job } from './job.entity.js';
import type { JobStatus, TransitionCause } from './job-status.js';

/** Told of every change of a job's state, inside its transaction: to throw is to undo it. Providers are found at boot. */
export abstract class JobTransitionObserver {
  /** `job` is the row after the change; `from` is null when the job has just been made. Use `tx` only. */
  abstract onTransition(tx: Tx, job: Job, from: JobStatus | null, to: JobStatus, cause: TransitionCause): Promise<void>;
}
