import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { AuthService } from '../auth/auth.service.js';
import { Config } from '../config/config.js';
import { ScheduleTicker } from '../jobs/schedule/schedule-ticker.js';
import { withoutOverlap } from './no-overlap.js';

const NAME = 'due-schedules';

/** Fires what people have scheduled. Every server and worker ticks; each firing happens once. */
@Injectable()
export class DueSchedulesSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(DueSchedulesSchedule.name);

  constructor(
    private readonly ticker: ScheduleTicker,
    private readonly auth: AuthService,
    private readonly registry: SchedulerRegistry,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const once = withoutOverlap('Firing schedules', this.logger, async () => {
      const started = await this.ticker.tick((userId) => this.auth.actorOfUser(userId));
      for (const { number, title } of started) this.logger.log(`Job ${number} was started by its schedule: ${title}`);
    });
    this.registry.addInterval(
      NAME,
      setInterval(() => void once(), this.config.jobs.scheduleTickMs),
    );
  }

  onModuleDestroy(): void {
    if (this.registry.doesExist('interval', NAME)) this.registry.deleteInterval(NAME);
  }
}
