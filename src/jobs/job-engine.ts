import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { errorText } from '../common/errors.js';
import { Config } from '../config/config.js';
import { Heartbeat } from './runner/heartbeat.js';
import { JobRunner } from './runner/job-runner.js';
import { JobSweeper } from './sweeper/job-sweeper.js';

/** Between tries while the catalogue is away at start. */
const RECOVERY_PAUSE_MS = 2_000;

/**
 * Starts the parts that work by themselves when the application is up, and stops them in order when it goes. Looking
 * after jobs by the clock is a schedule's: a process that only runs a job of its own does not judge those of others.
 */
@Injectable()
export class JobEngine implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(JobEngine.name);
  private retry: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    private readonly runner: JobRunner,
    private readonly heartbeat: Heartbeat,
    private readonly sweeper: JobSweeper,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.heartbeat.start();
    void this.begin();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.retry) clearTimeout(this.retry);
    await this.runner.drain();
    this.heartbeat.stop();
  }

  /** The lock on the data directory of an embedded catalogue proves that whoever ran jobs there is gone. */
  private async begin(): Promise<void> {
    try {
      await this.sweeper.recover(this.config.catalogue.engine === 'sqlite');
    } catch (error) {
      this.logger.warn(`Jobs cannot be recovered yet: ${errorText(error)}`);
      if (!this.stopped) this.retry = setTimeout(() => void this.begin(), RECOVERY_PAUSE_MS);
      return;
    }
    if (!this.stopped) this.runner.start();
  }
}
