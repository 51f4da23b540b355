import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { RetentionSchedule } from './retention.schedule.js';
import { StaleSweepSchedule } from './stale-sweep.schedule.js';

/** What the server does by the clock. Schedules only tick: the work is elsewhere. Needs the global JobsModule. */
@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [RetentionSchedule, StaleSweepSchedule],
})
export class SchedulesModule {}
