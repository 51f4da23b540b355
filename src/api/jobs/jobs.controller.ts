import { Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import type { JobStatus } from '../../jobs/job-status.js';
import { JobService } from '../../jobs/job.service.js';
import { SOURCE_SUBJECT } from '../../tasks/source-slot.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { JobDto, JobPageDto } from './job.dto.js';
import { JobQueryDto } from './job-query.dto.js';
import { JobFamilies } from './job-families.js';
import { presentJob } from './present-job.js';

const ID = new UuidPipe('job');
const CANCEL_SAYS = 'A waiting job ends at once, a running one within seconds; its children with it.';

/** Jobs: what runs and ran. */
@ApiTags('Jobs')
@Controller('api/jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobService,
    private readonly families: JobFamilies,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Route({ id: 'listJobs', does: 'List jobs, newest first', answer: JobPageDto, problems: [422] })
  async list(@By() actor: Actor, @Query() query: JobQueryDto): Promise<JobPageDto> {
    const { sqlDb, workspace: workspaceId, parent: parentId, status: wanted, ...rest } = query;
    const subject = sqlDb === undefined ? undefined : { type: SOURCE_SUBJECT, id: sqlDb };
    const status = wanted?.toUpperCase() as JobStatus | undefined;
    const { jobs, ...counts } = await this.jobs.list(actor, { ...rest, workspaceId, parentId, subject, status });
    const now = this.clock.now();
    return { ...counts, jobs: jobs.map((view) => presentJob(view, now)) };
  }

  @Get(':id')
  @Route({ id: 'getJob', does: 'Show a job with its children and indicators', answer: JobDto, problems: [404] })
  async get(@By() actor: Actor, @Param('id', ID) id: string): Promise<JobDto> {
    return this.families.of(actor, id);
  }

  @Post(':id/cancel')
  @Route({
    id: 'cancelJob',
    does: 'Stop a job',
    description: CANCEL_SAYS,
    status: 202,
    answer: JobDto,
    problems: [404, 409],
  })
  async cancel(@By() actor: Actor, @Param('id', ID) id: string): Promise<JobDto> {
    await this.jobs.cancel(actor, id);
    return this.get(actor, id);
  }

  @Delete(':id')
  @Route({
    id: 'deleteJob',
    does: 'Stop a job (the same as cancel); its record stays',
    description: CANCEL_SAYS,
    status: 202,
    answer: JobDto,
    problems: [404, 409],
  })
  async delete(@By() actor: Actor, @Param('id', ID) id: string): Promise<JobDto> {
    return this.cancel(actor, id);
  }
}
