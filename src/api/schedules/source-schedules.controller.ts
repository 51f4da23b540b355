import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { ScheduleService } from '../../jobs/schedule/schedule.service.js';
import { DB_ELEMENTS } from '../../tasks/db-elements/db-elements.task.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { presentSchedule } from './present-schedule.js';
import { ScheduleTimesDto } from './schedule-input.dto.js';
import { ScheduleDto } from './schedule.dto.js';

const ID = new UuidPipe('source');

/** Re-discovery of a source by the clock. */
@ApiTags('Schedules')
@Controller('api/sql-dbs/:id/schedules')
export class SourceSchedulesController {
  constructor(private readonly schedules: ScheduleService) {}

  @Post()
  @Route({
    id: 'scheduleDiscovery',
    does: 'Discover a source by the clock; the schedule goes with the source',
    status: 201,
    answer: ScheduleDto,
    location: 'schedules',
    etag: true,
    problems: [404, 413, 415, 422],
  })
  async create(@By() actor: Actor, @Param('id', ID) id: string, @Body() times: ScheduleTimesDto): Promise<ScheduleDto> {
    return presentSchedule(
      await this.schedules.create(actor, { ...times, task: DB_ELEMENTS, parameters: { sqlDbId: id } }),
    );
  }
}
