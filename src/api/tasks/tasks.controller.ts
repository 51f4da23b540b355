import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { TaskRegistry } from '../../jobs/registry/task-registry.js';
import { TaskRuns } from '../../jobs/task-runs.js';
import { By } from '../by.decorator.js';
import { JobDto } from '../jobs/job.dto.js';
import { presentNewJob } from '../jobs/present-job.js';
import { Route } from '../openapi/route.js';
import { presentTask } from './present-task.js';
import { RunDto, TaskDto, TaskListDto } from './task.dto.js';

const RUN_SAYS =
  'The answer comes at once: the job exists, and waits for a worker. Follow it at `Location`, or by its events.';

/** What can be run, and running it. */
@ApiTags('Tasks')
@Controller('api')
export class TasksController {
  constructor(
    private readonly registry: TaskRegistry,
    private readonly runs: TaskRuns,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  @Get('tasks')
  @Route({ id: 'listTasks', does: 'List every task with its inputs, outputs and indicators', answer: TaskListDto })
  list(): TaskListDto {
    const tasks = this.registry.list().map(({ definition }) => presentTask(definition, this.config.jobs.maxRunMs));
    return { total: tasks.length, tasks };
  }

  @Get('tasks/:name')
  @Route({ id: 'getTask', does: 'Show a task', answer: TaskDto, problems: [404] })
  get(@Param('name') name: string): TaskDto {
    return presentTask(this.registry.get(name).definition, this.config.jobs.maxRunMs);
  }

  @Post('run')
  @Route({
    id: 'runTask',
    does: 'Run a task',
    description: RUN_SAYS,
    status: 202,
    answer: JobDto,
    location: 'jobs',
    problems: [404, 409, 413, 415, 422],
  })
  async run(@By() actor: Actor, @Body() { task, parameters, title, workspace }: RunDto): Promise<JobDto> {
    const job = await this.runs.run(actor, { task, parameters, title, workspaceId: workspace });
    return presentNewJob(job, this.clock.now());
  }
}
