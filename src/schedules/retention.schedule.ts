import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { JobRetention } from '../jobs/retention/job-retention.js';
import { withoutOverlap } from './no-overlap.js';

/** Removes ended jobs and old logs, by the settings, once an hour. */
@Injectable()
export class RetentionSchedule {
  private readonly logger = new Logger(RetentionSchedule.name);
  private readonly once = withoutOverlap('Removing old jobs', this.logger, async () => {
    const { jobs, logs } = await this.retention.apply();
    if (jobs + logs > 0) this.logger.log(`Removed ${jobs} old jobs and the logs of ${logs}`);
  });

  constructor(private readonly retention: JobRetention) {}

  @Cron(CronExpression.EVERY_HOUR, { name: 'retention' })
  async tick(): Promise<void> {
    await this.once();
  }
}
