import type { Job, JobOrigin } from './job.entity.js';
import type { SlotTakenError } from './slot-taken.error.js';

/** What is to be run. */
export interface JobRequest {
  /** The name of a registered task. */
  readonly task: string;
  /** Plain JSON; never a secret. */
  readonly parameters: object;
  /** For people; the task's title when absent. */
  readonly title?: string;
  readonly workspaceId: string;
  /** What it is about; the job knows no more of it. */
  readonly subject?: { readonly type: string; readonly id: string };
  /** At most one live job holds a slot, such as `sql-db:<id>/db-elements`. */
  readonly slot?: string;
  /** The job that this one is a child of. */
  readonly parentId?: string;
  /** Only while the parent is at this attempt: a worker that has lost it starts nothing in its name. */
  readonly parentAttempt?: number;
  /** Names the child within its parent, so that a parent that runs again finds it. */
  readonly stepKey?: string;
  /** Jobs of one key (a source's host) run side by side up to the setting only. */
  readonly concurrencyKey?: string;
  /** The job that it repeats, or the schedule that starts it. */
  readonly origin?: Origin;
  /** Made by hand: nobody is rung for, whoever makes it runs it. */
  readonly manual?: boolean;
}

/** What a job comes from that somebody did not start anew. */
export interface Origin {
  readonly id: string;
  readonly kind: JobOrigin;
}

/** The parent that groups a batch; never run itself. */
export interface BatchRequest {
  readonly task: string;
  readonly title: string;
  readonly parameters: object;
  readonly workspaceId: string;
  readonly origin?: Origin;
}

/** A batch that was started: no parent when every child was refused. */
export interface StartedBatch {
  readonly parent: Job | null;
  readonly started: Job[];
  readonly refused: { readonly request: JobRequest; readonly error: SlotTakenError }[];
}
