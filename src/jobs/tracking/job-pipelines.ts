import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { object } from '../../containers/schema.js';
import type { Job } from '../job.entity.js';
import { JobQueries } from '../job-queries.js';
import { JobService } from '../job.service.js';
import { AwaitedRuns } from '../nested/awaited-runs.js';
import { assertChain } from '../nested/chain.js';
import type { ChainStep } from '../nested/chain-step.js';
import { TaskRegistry } from '../registry/task-registry.js';
import { WorkspaceService } from '../../workspaces/workspace.service.js';
import { JobTracking } from './job-tracking.js';
import { TrackedTask } from './tracked-work.js';

/** The ways to run jobs and wait for them, for whoever is no running job; that one has them in `context.nested`. */
@Injectable()
export class JobPipelines {
  constructor(
    private readonly awaited: AwaitedRuns,
    private readonly tracking: JobTracking,
    private readonly jobs: JobService,
    private readonly queries: JobQueries,
    private readonly registry: TaskRegistry,
    private readonly workspaces: WorkspaceService,
  ) {}

  /** Runs a waiting job, one made by hand included, and answers it once it has ended. @throws as {@link AwaitedRuns.runJob} */
  runJob(actor: Actor, jobId: string): Promise<Job> {
    return this.awaited.runJob(actor, jobId);
  }

  /**
   * Makes a new job and answers it once it has ended.
   * @param workspaceId the default one when undefined
   * @throws as TaskRuns.run
   */
  runPipeline(
    actor: Actor,
    workspaceId: string | undefined,
    task: string,
    title: string,
    inputs: object,
  ): Promise<Job> {
    return this.awaited.runPipeline(actor, { workspaceId, task, title, inputs });
  }

  /**
   * Runs a described chain under a new job of `parentTask`: one child after the other, outputs feeding inputs. The parent
   * is tracked by this process; when that dies the parent is FAILED and what is left of the chain cancelled.
   * @returns the ended parent; its result names the children by their keys
   * @throws InvalidInputError naming each step that is wrong, before anything is started; else as TaskRuns.run
   */
  async runNestedJobs(
    actor: Actor,
    workspaceId: string | undefined,
    parentTask: string,
    parentTitle: string,
    steps: readonly ChainStep[],
  ): Promise<Job> {
    const { definition } = this.registry.get(parentTask);
    assertChain(steps, (task) => this.registry.find(task) !== undefined);
    const parent = await this.jobs.start(actor, {
      task: parentTask,
      title: parentTitle,
      parameters: {},
      workspaceId: workspaceId ?? (await this.workspaces.ensureDefault()).id,
      manual: true,
    });
    const nothing = object({});
    const task = new TrackedTask({ ...definition, inputs: nothing, outputs: nothing }, async ({ nested }) => {
      const done = await nested.runChain(steps);
      const children = [...done].map(([key, { id, number }]) => [key, { jobId: id, number }]);
      return { children: Object.fromEntries(children) as object };
    });
    await this.tracking.trackAs(actor, parent, task).catch(() => undefined); // how it ended stands in its row
    return (await this.queries.get(actor, parent.id)).job;
  }
}
