import { Injectable } from '@nestjs/common';
import type { AbortKind } from '../abort-reason.js';
import type { JobRun } from './job-run.js';

/** The runs of this process, so that a cancel or a reset in it is seen at once. */
@Injectable()
export class HeldRuns {
  private readonly runs = new Map<string, JobRun>();

  add(run: JobRun): void {
    this.runs.set(run.job.id, run);
  }

  /** Only if it is still this run: a later attempt may have come to the same process. */
  remove(run: JobRun): void {
    if (this.runs.get(run.job.id) === run) this.runs.delete(run.job.id);
  }

  all(): JobRun[] {
    return [...this.runs.values()];
  }

  /** The run of exactly this attempt, if it is here. */
  find(jobId: string, attempt: number): JobRun | undefined {
    const run = this.runs.get(jobId);
    return run?.job.attempt === attempt ? run : undefined;
  }

  abort(jobId: string, kind: AbortKind): void {
    this.runs.get(jobId)?.abort(kind);
  }
}
