import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/id.js';
import { Transactions } from '../../persistence/transactions.js';
import { JobTransitions } from '../job-transitions.js';
import type { Job } from '../job.entity.js';

const RETRIES = 3;

/** What a claim has to know of a waiting job. */
export type Claimable = Pick<Job, 'id' | 'attempt' | 'startedAt'>;

/** Takes waiting jobs for this process. */
@Injectable()
export class JobClaims {
  /** Names this process in the rows of the jobs that it runs. */
  readonly serverId = newId();

  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: JobTransitions,
    private readonly clock: Clock,
  ) {}

  /** PENDING to RUNNING, one attempt more; null when somebody else was first. */
  async claim(job: Claimable): Promise<Job | null> {
    const now = this.clock.now();
    const attempt = job.attempt + 1;
    const set = { attempt, claimedAt: now, startedAt: job.startedAt ?? now, holder: this.serverId };
    const { id } = job;
    const claim = { id, from: 'PENDING', to: 'RUNNING', cause: 'claim', attempt: job.attempt, set } as const;
    return this.transactions.run((tx) => this.transitions.change(tx, claim), { retries: RETRIES });
  }
}
