import { Body, Controller, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { JobEdits } from '../../jobs/job-edits.js';
import { TaskRuns } from '../../jobs/task-runs.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { CloneJobDto, UpdateJobDto } from './job-edit.dto.js';
import { JobDto } from './job.dto.js';
import { presentNewJob } from './present-job.js';

const ID = new UuidPipe('job');

/** What people make of jobs: run them again, say what they think of them. */
@ApiTags('Jobs')
@Controller('api/jobs/:id')
export class JobChangesController {
  constructor(
    private readonly runs: TaskRuns,
    private readonly edits: JobEdits,
    private readonly clock: Clock,
  ) {}

  @Post('retry')
  @Route({
    id: 'retryJob',
    does: 'Run an ended job again, as a new job with the same parameters',
    status: 202,
    answer: JobDto,
    location: 'jobs',
    problems: [404, 409],
  })
  async retry(@By() actor: Actor, @Param('id', ID) id: string): Promise<JobDto> {
    return presentNewJob(await this.runs.retry(actor, id), this.clock.now());
  }

  @Post('clone')
  @Route({
    id: 'cloneJob',
    does: 'Run a new job like this one, with some parameters changed',
    status: 202,
    answer: JobDto,
    optionalBody: CloneJobDto,
    location: 'jobs',
    problems: [404, 409, 413, 415, 422],
  })
  async clone(@By() actor: Actor, @Param('id', ID) id: string, @Body() changes: CloneJobDto): Promise<JobDto> {
    return presentNewJob(await this.runs.clone(actor, id, changes), this.clock.now());
  }

  @Patch()
  @Route({
    id: 'updateJob',
    does: "Change a job's title, comments or evaluation",
    answer: JobDto,
    problems: [404, 413, 415, 422],
  })
  async update(@By() actor: Actor, @Param('id', ID) id: string, @Body() edit: UpdateJobDto): Promise<JobDto> {
    return presentNewJob(await this.edits.update(actor, id, edit), this.clock.now());
  }
}
