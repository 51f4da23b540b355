import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Config } from '../config/config.js';
import { JobSweeper } from '../jobs/sweeper/job-sweeper.js';
import { withoutOverlap } from './no-overlap.js';

const NAME = 'stale-sweep';

/** Looks after runs whose worker is gone, that take too long, or that nobody was told of. */
@Injectable()
export class StaleSweepSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(StaleSweepSchedule.name);

  constructor(
    private readonly sweeper: JobSweeper,
    private readonly registry: SchedulerRegistry,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const once = withoutOverlap('The sweep for stale jobs', this.logger, () => this.sweeper.sweep());
    this.registry.addInterval(
      NAME,
      setInterval(() => void once(), this.config.jobs.sweepMs),
    );
  }

  /** Before running jobs are waited for: what this process gives back is not to be judged by it. */
  onModuleDestroy(): void {
    if (this.registry.doesExist('interval', NAME)) this.registry.deleteInterval(NAME);
  }
}
