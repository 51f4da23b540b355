import { Injectable } from '@nestjs/common';
import { isEnded, type JobStatus } from '../../../src/jobs/job-status.js';
import { JobTransitionObserver } from '../../../src/jobs/job-transition-observer.js';
import type { Job } from '../../../src/jobs/job.entity.js';
import { afterCommit, type Tx } from '../../../src/persistence/tx.js';

/** Counts the jobs that end in this process, without asking the catalogue. */
@Injectable()
export class JobEnds extends JobTransitionObserver {
  private ended = 0;
  private wanted = Infinity;
  private reached = (): void => undefined;

  /** Resolves once so many more have ended than by now. */
  more(count: number): Promise<void> {
    this.wanted = this.ended + count;
    return new Promise((resolve) => (this.reached = resolve));
  }

  override async onTransition(tx: Tx, _job: Job, _from: JobStatus | null, to: JobStatus): Promise<void> {
    if (!isEnded(to)) return;
    afterCommit(tx, () => {
      if (++this.ended >= this.wanted) this.reached();
    });
  }
}
