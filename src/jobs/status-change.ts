import type { JobStatus, TransitionCause } from './job-status.js';

/** The data of a status event. */
export interface StatusChange {
  /** Null when the job has just been made. */
  readonly from: JobStatus | null;
  readonly to: JobStatus;
  readonly cause: TransitionCause;
  readonly attempt: number;
  /** Safe text, with FAILED. */
  readonly error: string | null;
}
