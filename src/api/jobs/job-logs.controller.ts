import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor } from '../../common/actor.js';
import { JobService } from '../../jobs/job.service.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { LogPageDto } from './job-log.dto.js';
import { LogLevelQueryDto, LogQueryDto } from './job-query.dto.js';
import { presentLog } from './present-job.js';

const ID = new UuidPipe('job');
const DEFAULT_LINES = 1000;

/** What jobs log. */
@ApiTags('Jobs')
@Controller('api/jobs/:id')
export class JobLogsController {
  constructor(private readonly jobs: JobService) {}

  @Get('logs')
  @Route({ id: 'getJobLog', does: "Show a part of a job's log", answer: LogPageDto, problems: [404, 422] })
  async lines(@By() actor: Actor, @Param('id', ID) id: string, @Query() query: LogQueryDto): Promise<LogPageDto> {
    const { after = 0, limit = DEFAULT_LINES, level } = query;
    return presentLog(await this.jobs.logs(actor, id, { after, limit, level }), after);
  }

  @Get('logs.txt')
  @ApiProduces('text/plain')
  @Route({ id: 'getJobLogText', does: "A job's whole log as text", answer: String, problems: [404, 422] })
  async text(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Query() { level }: LogLevelQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const { job } = await this.jobs.get(actor, id);
    const text = await this.jobs.logText(actor, id, { level });
    // The name alone would make it a type of its own.
    response.attachment(`job-${job.number}.log`).type('text/plain; charset=utf-8');
    return text;
  }
}
