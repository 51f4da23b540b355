import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge, Histogram } from 'prom-client';
import { SYSTEM } from '../../common/actor.js';
import { Metrics } from '../../http/metrics.js';
import { isEnded, JOB_STATUSES, type JobStatus } from '../../jobs/job-status.js';
import { JobTransitionObserver } from '../../jobs/job-transition-observer.js';
import type { Job } from '../../jobs/job.entity.js';
import { JobService } from '../../jobs/job.service.js';
import { afterCommit, type Tx } from '../../persistence/tx.js';

/** Seconds: a test of a connection takes less than one, a large discovery minutes, the longest run two hours. */
const BUCKETS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 7200];

/** Jobs in the words of Prometheus. Durations are those of runs that ended in this process. */
@Injectable()
export class JobMetrics extends JobTransitionObserver implements OnModuleInit {
  private durations: Histogram<'task' | 'status'> | null = null;

  constructor(
    private readonly metrics: Metrics,
    private readonly jobs: JobService,
  ) {
    super();
  }

  onModuleInit(): void {
    const registers = [this.metrics.registry];
    const { jobs } = this;
    this.durations = new Histogram({
      name: 'seshat_job_duration_seconds',
      help: 'Runs that ended in this process, by task and status',
      labelNames: ['task', 'status'],
      buckets: BUCKETS,
      registers,
    });
    new Gauge({
      name: 'seshat_jobs',
      help: 'Jobs in the catalogue by status; those that are pending are the depth of the queue',
      labelNames: ['status'],
      registers,
      async collect() {
        const page = await jobs.list(SYSTEM, { limit: 1 });
        for (const status of JOB_STATUSES) {
          const name = status.toLowerCase() as Lowercase<JobStatus>;
          this.set({ status: name }, page[name]);
        }
      },
    });
  }

  override async onTransition(tx: Tx, job: Job, _from: JobStatus | null, to: JobStatus): Promise<void> {
    const { startedAt, endedAt, task, grouping } = job;
    if (!isEnded(to) || !startedAt || !endedAt || grouping) return;
    const seconds = (endedAt.getTime() - startedAt.getTime()) / 1000;
    afterCommit(tx, () => this.durations?.observe({ task, status: to.toLowerCase() }, seconds));
  }
}
