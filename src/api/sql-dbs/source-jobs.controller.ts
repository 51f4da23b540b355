import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import type { Job } from '../../jobs/job.entity.js';
import { DbElementsService } from '../../tasks/db-elements/db-elements.service.js';
import { ConnectionTester } from '../../tasks/test-connection/connection-tester.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { presentNewJob } from '../jobs/present-job.js';
import { Route, type RouteFacts } from '../openapi/route.js';
import { CreateColumnsDto, StartedJobDto, StartDbElementsDto } from './db-elements.dto.js';

const ID = new UuidPipe('source');

function Starts(id: string, does: string, optionalBody?: RouteFacts['optionalBody']): MethodDecorator {
  const problems = optionalBody ? ([404, 409, 422] as const) : ([404] as const);
  return Route({ id, does, status: 202, answer: StartedJobDto, optionalBody, location: 'jobs', problems });
}

/** Other jobs of one source: its test, the single steps of its discovery. */
@ApiTags('Discovery')
@Controller('api/sql-dbs/:id')
export class SourceJobsController {
  constructor(
    private readonly discoveries: DbElementsService,
    private readonly tester: ConnectionTester,
    private readonly clock: Clock,
  ) {}

  @Post('test-connection')
  @Starts('startTestConnection', 'Test the connection to a source, as a job')
  async test(@By() actor: Actor, @Param('id', ID) id: string): Promise<StartedJobDto> {
    return this.started(id, await this.tester.start(actor, id));
  }

  @Post('create-tables')
  @Starts('startCreateTables', 'Read the list of tables alone', StartDbElementsDto)
  async tables(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Body() { acceptLoss }: StartDbElementsDto,
  ): Promise<StartedJobDto> {
    return this.started(id, await this.discoveries.startStep(actor, id, 'create-tables', { acceptLoss }));
  }

  @Post('create-columns')
  @Starts('startCreateColumns', 'Read the columns of catalogued tables', CreateColumnsDto)
  async columns(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Body() { tableIds, acceptLoss }: CreateColumnsDto,
  ): Promise<StartedJobDto> {
    return this.started(id, await this.discoveries.startStep(actor, id, 'create-columns', { tableIds, acceptLoss }));
  }

  @Post('create-relationships')
  @Starts('startCreateRelationships', 'Read the foreign keys of catalogued tables', StartDbElementsDto)
  async relationships(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Body() { acceptLoss }: StartDbElementsDto,
  ): Promise<StartedJobDto> {
    return this.started(id, await this.discoveries.startStep(actor, id, 'create-relationships', { acceptLoss }));
  }

  private started(sqlDbId: string, job: Job): StartedJobDto {
    return { job: presentNewJob(job, this.clock.now()), sqlDbId, note: null };
  }
}
