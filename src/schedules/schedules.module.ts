import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AuthModule } from '../auth/auth.module.js';
import { DueSchedulesSchedule } from './due-schedules.schedule.js';
import { EndedSessionsSchedule } from './ended-sessions.schedule.js';
import { RetentionSchedule } from './retention.schedule.js';
import { StaleSweepSchedule } from './stale-sweep.schedule.js';

/** What the server does by the clock. Schedules only tick: the work is elsewhere. Needs the global JobsModule. */
@Module({
  imports: [ScheduleModule.forRoot(), AuthModule],
  providers: [DueSchedulesSchedule, EndedSessionsSchedule, RetentionSchedule, StaleSweepSchedule],
})
export class SchedulesModule {}

/** What a process that only runs jobs does by the clock: every one looks after all of them, which does no harm. */
@Module({ imports: [ScheduleModule.forRoot(), AuthModule], providers: [DueSchedulesSchedule, StaleSweepSchedule] })
export class WorkerSchedulesModule {}
