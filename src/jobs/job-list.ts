import type { JobStatus } from './job-status.js';
import type { Job } from './job.entity.js';
import type { Progress } from './progress.js';

/** Which jobs to list; all given conditions hold together. */
export interface JobQuery {
  readonly status?: JobStatus;
  readonly task?: string;
  readonly workspaceId?: string;
  /** What the jobs are about; `id` may be left out. */
  readonly subject?: { readonly type: string; readonly id?: string };
  /** The children of this job; null for top-level jobs only. */
  readonly parentId?: string | null;
  /** Made from this instant on. */
  readonly from?: Date;
  /** Made before this instant. */
  readonly to?: Date;
  /** In the title, or the number itself; letters' case does not matter. */
  readonly q?: string;
  /** 1 to 500; 50 when left out. */
  readonly limit?: number;
  readonly offset?: number;
}

/** A job and the newest that is known of how far it is. */
export interface JobView {
  readonly job: Job;
  readonly progress: Progress | null;
  /** The number of that progress among the job's; 0 without one. Who watches from here on misses nothing. */
  readonly progressSeq: number;
}

/** A page of jobs, newest first. The counts are those of the whole filter. */
export interface JobPage {
  readonly total: number;
  readonly pending: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly jobs: readonly JobView[];
}
