import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { JobBeat } from '../job-beat.entity.js';
import { JobControl } from '../job-control.js';
import { JobEndings } from '../job-endings.js';
import { JobParents } from '../job-parents.js';
import { Job } from '../job.entity.js';
import { JobQueue } from '../queue/job-queue.js';
import { TaskRegistry } from '../registry/task-registry.js';
import { HeldRuns } from '../runner/held-runs.js';
import { BeatWatch } from './beat-watch.js';
import { JobReconciler } from './job-reconciler.js';

/** Finds jobs whose worker is gone, that run too long, or that nobody was told of. */
@Injectable()
export class JobSweeper {
  private readonly logger = new Logger(JobSweeper.name);
  private readonly watch: BeatWatch;

  constructor(
    private readonly transactions: Transactions,
    private readonly endings: JobEndings,
    private readonly parents: JobParents,
    private readonly control: JobControl,
    private readonly queue: JobQueue,
    private readonly reconciler: JobReconciler,
    private readonly registry: TaskRegistry,
    private readonly held: HeldRuns,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    const { lostAfterMs, sweepMs } = config.jobs;
    this.watch = new BeatWatch(clock, lostAfterMs, sweepMs);
  }

  /** Everything that has to be looked after, once. */
  async sweep(): Promise<void> {
    await this.takeOverLost();
    await this.endOverdue();
    await this.control.stopOrphans();
    await this.parents.settleLeftBehind();
    await this.reconciler.reconcile();
  }

  /**
   * At the start of a server: what waits is rung for.
   * @param orphaned whether every RUNNING row is known to be without a worker, as under the lock on the data directory
   */
  async recover(orphaned: boolean): Promise<void> {
    if (orphaned) {
      for (const { job } of await this.running()) await this.lose(job, null);
    }
    await this.sweep();
    await this.reconciler.ringAll();
  }

  /**
   * Ends runs over their maximum; of one slot, when given. A run of this process minds its own time.
   * @returns the jobs that were stale, and are FAILED now
   */
  async endOverdue(slot?: string): Promise<Job[]> {
    const stale: Job[] = [];
    const now = this.clock.now().getTime();
    for (const { job, beat } of await this.running(slot)) {
      // Its time stands still while it waits for its children, which only its worker knows; one that is gone is lost.
      if (job.childCount > 0) continue;
      const maxRunMs = this.registry.find(job.task)?.definition.maxRunMs ?? this.config.jobs.maxRunMs;
      if (now - (job.claimedAt?.getTime() ?? now) <= maxRunMs) continue;
      // A worker that still beats ends its run itself, by a clock that does not jump.
      if (this.held.find(job.id, job.attempt) || this.watch.moves(job.id, beat)) continue;
      const ended = await this.endings.timeOut(job, maxRunMs);
      if (ended) stale.push(ended);
    }
    return stale;
  }

  private async takeOverLost(): Promise<void> {
    const running = await this.running();
    const lost = new Set(
      this.watch.observe(running.map(({ job, beat }) => ({ id: job.id, attempt: job.attempt, beat }))),
    );
    for (const { job, beat } of running) {
      if (lost.has(job.id)) await this.lose(job, { attempt: job.attempt, beat });
    }
  }

  private async lose(job: Job, seen: Parameters<JobEndings['lose']>[1]): Promise<void> {
    const now = await this.endings.lose(job, seen);
    if (!now) return;
    this.logger.warn(`Job ${now.number} lost its worker and is ${now.status} now.`);
    this.held.find(job.id, job.attempt)?.abort('lost');
    if (now.status === 'PENDING') await this.queue.enqueue(now.id, now.attempt);
  }

  private async running(slot?: string): Promise<{ job: Job; beat: number | null }[]> {
    return this.transactions.read(async (manager: EntityManager) => {
      const jobs = await manager.findBy(Job, { status: 'RUNNING', grouping: false, ...(slot && { liveSlot: slot }) });
      if (jobs.length === 0) return [];
      const beats = await manager.find(JobBeat);
      const byJob = new Map(beats.map(({ jobId, beat }) => [jobId, beat]));
      return jobs.map((job) => ({ job, beat: byJob.get(job.id) ?? null }));
    });
  }
}
