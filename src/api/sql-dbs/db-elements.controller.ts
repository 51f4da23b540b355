import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import type { Job } from '../../jobs/job.entity.js';
import { DbElementsStateService, type DbElementsState } from '../../tasks/db-elements/db-elements-state.service.js';
import { DbElementsService } from '../../tasks/db-elements/db-elements.service.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import type { JobDto } from '../jobs/job.dto.js';
import { presentJob, presentNewJob } from '../jobs/present-job.js';
import { Route } from '../openapi/route.js';
import { presentSkipped } from '../problem/problem-details.js';
import {
  DbElementsStateDto,
  ResetDto,
  StartDbElementsDto,
  StartedJobDto,
  StartManyAnswerDto,
  StartManyDbElementsDto,
} from './db-elements.dto.js';
import { presentState } from './present-sql-db.js';

const ID = new UuidPipe('source');

/** Discovery: reading the structure of sources. */
@ApiTags('Discovery')
@Controller('api/sql-dbs')
export class DbElementsController {
  constructor(
    private readonly discoveries: DbElementsService,
    private readonly states: DbElementsStateService,
    private readonly clock: Clock,
  ) {}

  @Post('db-elements')
  @Route({
    id: 'startManyDbElements',
    does: 'Start the discovery of several sources',
    description: 'Those that are not ready are skipped and listed with the reason; when none is ready that is a 409.',
    status: 202,
    answer: StartManyAnswerDto,
    location: 'jobs',
    problems: [409, 422],
  })
  async startMany(
    @By() actor: Actor,
    @Body() { ids = [], acceptLoss }: StartManyDbElementsDto,
  ): Promise<StartManyAnswerDto> {
    const { jobs, started, skipped } = await this.discoveries.start(actor, ids, { acceptLoss });
    const shown = (job: Job): JobDto => presentNewJob(job, this.clock.now());
    const answer = { jobs: jobs.map(shown), started: started.map((one) => ({ ...one, job: shown(one.job) })) };
    return { ...answer, skipped: skipped.map(presentSkipped) };
  }

  @Post(':id/db-elements')
  @Route({
    id: 'startDbElements',
    does: 'Start the discovery of a source',
    status: 202,
    answer: StartedJobDto,
    optionalBody: StartDbElementsDto,
    location: 'jobs',
    problems: [404, 409, 422],
  })
  async start(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Body() { acceptLoss }: StartDbElementsDto,
  ): Promise<StartedJobDto> {
    const { job, note } = await this.discoveries.startOne(actor, id, { acceptLoss });
    return { job: presentNewJob(job, this.clock.now()), sqlDbId: id, note };
  }

  @Get(':id/db-elements')
  @Route({ id: 'getDbElements', does: "Show a discovery's state", answer: DbElementsStateDto, problems: [404] })
  async status(@By() actor: Actor, @Param('id', ID) id: string): Promise<DbElementsStateDto> {
    return this.shown(await this.states.status(actor, id));
  }

  @Post(':id/db-elements/reset')
  @Route({
    id: 'resetDbElements',
    does: 'Give up a discovery by force',
    description: 'Any state becomes idle; a live job is cancelled and can write nothing any more.',
    answer: DbElementsStateDto,
    problems: [404, 409, 422],
  })
  async reset(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Body() { reason }: ResetDto,
  ): Promise<DbElementsStateDto> {
    return this.shown(await this.states.reset(actor, id, reason));
  }

  private shown({ state, job }: DbElementsState): DbElementsStateDto {
    return { ...presentState(state), job: job && presentJob(job, this.clock.now()) };
  }
}
