import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { JobStatisticsService } from '../../jobs/stats/job-statistics.service.js';
import { By } from '../by.decorator.js';
import { Route } from '../openapi/route.js';
import { StatsDto, StatsQueryDto } from './stats.dto.js';

/** Statistics. */
@ApiTags('Jobs')
@Controller('api/stats')
export class StatsController {
  constructor(private readonly statistics: JobStatisticsService) {}

  @Get()
  @Route({
    id: 'getStats',
    does: 'Totals, success rate, busiest tasks, durations, days',
    answer: StatsDto,
    problems: [422],
  })
  stats(@By() actor: Actor, @Query() { workspace: workspaceId, from, to }: StatsQueryDto): Promise<StatsDto> {
    return this.statistics.statistics(actor, { workspaceId, from, to });
  }
}
