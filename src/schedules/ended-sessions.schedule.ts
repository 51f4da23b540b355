import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { SessionService } from '../auth/session.service.js';
import { withoutOverlap } from './no-overlap.js';

/** Removes sign-ins that have ended by themselves, once an hour. */
@Injectable()
export class EndedSessionsSchedule {
  private readonly logger = new Logger(EndedSessionsSchedule.name);
  private readonly once = withoutOverlap('Removing ended sessions', this.logger, async () => {
    await this.sessions.removeEnded();
  });

  constructor(private readonly sessions: SessionService) {}

  @Cron(CronExpression.EVERY_HOUR, { name: 'ended-sessions' })
  async tick(): Promise<void> {
    await this.once();
  }
}
