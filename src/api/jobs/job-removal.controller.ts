import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { JobDeletion } from '../../jobs/retention/job-deletion.js';
import { JobRetention } from '../../jobs/retention/job-retention.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { CleanupDto, DependantsDto, RemovedJobsDto, RemoveJobQueryDto } from './job-removal.dto.js';
import { presentRef } from './present-job.js';

const ID = new UuidPipe('job');

/** Removing jobs for good, with their logs, indicators and files. */
@ApiTags('Jobs')
@Controller('api')
export class JobRemovalController {
  constructor(
    private readonly deletion: JobDeletion,
    private readonly retention: JobRetention,
  ) {}

  @Get('jobs/:id/dependants')
  @Route({
    id: 'listJobDependants',
    does: 'List the children of a job and the users of its files, in turn',
    answer: DependantsDto,
    problems: [404],
  })
  async dependants(@By() actor: Actor, @Param('id', ID) id: string): Promise<DependantsDto> {
    const items = (await this.deletion.dependants(actor, id)).map(presentRef);
    return { total: items.length, items };
  }

  @Delete('jobs/:id/record')
  @Route({
    id: 'removeJob',
    does: 'Remove an ended job and its children for good',
    description: 'Where other jobs use its files it is refused, naming them, unless these are to go too.',
    answer: RemovedJobsDto,
    problems: [404, 409, 422],
  })
  async remove(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Query() { withDependants }: RemoveJobQueryDto,
  ): Promise<RemovedJobsDto> {
    return this.deletion.deleteJob(actor, id, { withDependants });
  }

  @Post('cleanup')
  @Route({
    id: 'cleanUpJobs',
    does: 'Remove every job that ended so long ago',
    answer: RemovedJobsDto,
    problems: [413, 415, 422],
  })
  async cleanup(@By() actor: Actor, @Body() { maxAgeHours }: CleanupDto): Promise<RemovedJobsDto> {
    return this.retention.cleanup(actor, { maxAgeHours });
  }
}
