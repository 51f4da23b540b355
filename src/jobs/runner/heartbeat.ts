import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { errorText } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { Job } from '../job.entity.js';
import { HeldRuns } from './held-runs.js';
import type { JobRun } from './job-run.js';

/** Gives the signs of life of this process's runs, and brings back what others asked of them. */
@Injectable()
export class Heartbeat implements OnApplicationShutdown {
  private readonly logger = new Logger(Heartbeat.name);
  private timer: NodeJS.Timeout | null = null;
  private beating = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly held: HeldRuns,
    private readonly config: Config,
  ) {}

  /** Begins, if it has not. */
  start(): void {
    this.timer ??= setInterval(() => void this.tick(), this.config.jobs.heartbeatMs).unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  onApplicationShutdown(): void {
    this.stop();
  }

  /** One beat of every run. A catalogue that does not answer leaves everything as it is: the runs go on. */
  async tick(): Promise<void> {
    if (this.beating) return;
    this.beating = true;
    try {
      const runs = this.held.all();
      await Promise.all(runs.map((run) => this.beat(run)));
      await this.passOnCancels(runs);
    } catch (error) {
      this.logger.warn(`No sign of life could be given: ${errorText(error)}`);
    } finally {
      this.beating = false;
    }
  }

  private async beat(run: JobRun): Promise<void> {
    const alive = await run.beat.beat();
    if (alive || run.publishing || run.completed) return;
    // Which end it had is for its own words; that it is over is certain. Throwing is how a run hears of it.
    await run.explainFence().catch(() => undefined);
  }

  private async passOnCancels(runs: readonly JobRun[]): Promise<void> {
    if (runs.length === 0) return;
    const where = { id: In(runs.map(({ job }) => job.id)), cancelRequestedAt: Not(IsNull()) };
    const cancelled = await this.transactions.read((manager) => manager.find(Job, { select: { id: true }, where }));
    for (const { id } of cancelled) this.held.abort(id, 'cancel');
  }
}
