import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { errorText } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { Job } from '../job.entity.js';
import { HeldRuns } from './held-runs.js';
import type { JobRun } from './job-run.js';

/** What others ask of the runs here is looked for at least so often: a cancel has little time. */
const LISTEN_MS = 1_000;

/** Gives the signs of life of this process's runs, and brings back what others asked of them. */
@Injectable()
export class Heartbeat implements OnApplicationShutdown {
  private readonly logger = new Logger(Heartbeat.name);
  private timers: NodeJS.Timeout[] = [];
  private beating = false;
  private listening = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly held: HeldRuns,
    private readonly config: Config,
  ) {}

  /** Begins, if it has not. */
  start(): void {
    if (this.timers.length > 0) return;
    const { heartbeatMs } = this.config.jobs;
    this.timers = [
      setInterval(() => void this.tick(), heartbeatMs).unref(),
      setInterval(() => void this.listen(), Math.min(heartbeatMs, LISTEN_MS)).unref(),
    ];
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
  }

  onApplicationShutdown(): void {
    this.stop();
  }

  /** One beat of every run. A catalogue that does not answer leaves everything as it is: the runs go on. */
  async tick(): Promise<void> {
    if (this.beating) return;
    this.beating = true;
    try {
      await Promise.all(this.held.all().map((run) => this.beat(run)));
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

  /** Passes on to the runs here that somebody, in whichever process, has cancelled them. */
  private async listen(): Promise<void> {
    const runs = this.held.all();
    if (this.listening || runs.length === 0) return;
    this.listening = true;
    try {
      const where = { id: In(runs.map(({ job }) => job.id)), cancelRequestedAt: Not(IsNull()) };
      const cancelled = await this.transactions.read((manager) => manager.find(Job, { select: { id: true }, where }));
      for (const { id } of cancelled) this.held.abort(id, 'cancel');
    } catch {
      // The catalogue is away: the next look tells, and the beat says so.
    } finally {
      this.listening = false;
    }
  }
}
