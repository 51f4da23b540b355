import { Injectable } from '@nestjs/common';
import { Transactions } from '../persistence/transactions.js';
import { RunFiles } from './files/run-files.js';
import { JobTransitions } from './job-transitions.js';
import type { Job } from './job.entity.js';
import { JobLogs } from './log/job-logs.js';

/** How much of the log goes into a diagnostic. */
const TAIL_BYTES = 16_384;

/** Leaves a diagnostic file with every job that fails, whoever says that it has: its run, a sweeper, a deadline. */
@Injectable()
export class FailureDiagnostics {
  constructor(
    transitions: JobTransitions,
    private readonly logs: JobLogs,
    private readonly files: RunFiles,
    private readonly transactions: Transactions,
  ) {
    transitions.follow((job) => this.afterChange(job));
  }

  private async afterChange(job: Job): Promise<void> {
    if (job.status !== 'FAILED' || job.grouping) return;
    const tail = await this.transactions.run((tx) => this.logs.tail(tx, job.id, TAIL_BYTES));
    await this.files.diagnose(job, job.errorMessage ?? 'It failed without a reason.', tail ?? '');
  }
}
