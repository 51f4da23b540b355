import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import { ScheduleService } from '../../jobs/schedule/schedule.service.js';
import { SOURCE_SUBJECT } from '../source-slot.js';

/** Schedules about a source go with it. */
@Injectable()
export class SourceSchedules implements OnModuleInit {
  constructor(
    private readonly sources: SqlDbService,
    private readonly schedules: ScheduleService,
  ) {}

  onModuleInit(): void {
    this.sources.onRemoval((tx, id) => this.schedules.removeAllOf(tx, { type: SOURCE_SUBJECT, id }));
  }
}
