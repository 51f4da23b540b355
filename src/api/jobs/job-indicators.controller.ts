import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { JobIndicators } from '../../jobs/indicators/job-indicators.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { IndicatorListDto, IndicatorQueryDto } from './job-indicators.dto.js';

const ID = new UuidPipe('job');

/** What jobs measured. */
@ApiTags('Jobs')
@Controller('api/jobs/:id/indicators')
export class JobIndicatorsController {
  constructor(private readonly indicators: JobIndicators) {}

  @Get()
  @Route({
    id: 'listJobIndicators',
    does: 'Show what a job measured, beside earlier runs on the same subject',
    answer: IndicatorListDto,
    problems: [404, 422],
  })
  async list(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Query() { runs }: IndicatorQueryDto,
  ): Promise<IndicatorListDto> {
    return { indicators: await this.indicators.series(actor, id, runs) };
  }
}
