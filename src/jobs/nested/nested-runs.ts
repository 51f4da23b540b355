import { Injectable } from '@nestjs/common';
import { Transactions } from '../../persistence/transactions.js';
import { isEnded } from '../job-status.js';
import { Job } from '../job.entity.js';
import { TaskRegistry } from '../registry/task-registry.js';
import { TaskRuns } from '../task-runs.js';
import { AwaitedRuns } from './awaited-runs.js';
import { assertChain, resolvedInputs } from './chain.js';
import type { ChainStep } from './chain-step.js';
import { completed } from './child-failed.error.js';
import { JobWaits } from './job-waits.js';
import type { NestedJobs, NestedSpec } from './nested-jobs.js';
import type { ChildMaker, ParentRun } from './parent-run.js';

/** Gives running jobs their children. */
@Injectable()
export class NestedRuns implements ChildMaker {
  constructor(
    private readonly runs: TaskRuns,
    private readonly awaited: AwaitedRuns,
    private readonly waits: JobWaits,
    private readonly registry: TaskRegistry,
    private readonly transactions: Transactions,
  ) {}

  of(parent: ParentRun): NestedJobs {
    return {
      run: async (spec) => this.end(parent, await this.child(parent, spec)),
      runAll: async (specs) => {
        const children: Job[] = [];
        for (const spec of specs) children.push(await this.child(parent, spec));
        return Promise.all(children.map((child) => this.end(parent, child)));
      },
      runChain: (steps) => this.chain(parent, steps),
      runJob: (jobId) => parent.whileWaiting(() => this.awaited.runJob(parent.actor, jobId, parent.signal)),
      runPipeline: (workspaceId = parent.job.workspaceId, task, title, inputs) => {
        const request = { workspaceId, task, title, inputs };
        return parent.whileWaiting(() => this.awaited.runPipeline(parent.actor, request, parent.signal));
      },
    };
  }

  private async chain(parent: ParentRun, steps: readonly ChainStep[]): Promise<ReadonlyMap<string, Job>> {
    assertChain(steps, (task) => this.registry.find(task) !== undefined);
    const done = new Map<string, Job>();
    for (const { inputs = {}, ...step } of steps) {
      const child = await this.child(parent, { ...step, inputs: resolvedInputs(inputs, done) }, { localFiles: false });
      done.set(step.key, completed(await this.end(parent, child)));
    }
    return done;
  }

  /**
   * The child of that key: made by this attempt now, or by an earlier one.
   * @param localFiles whether its files may be named by their paths: a task's own word, never that of a description
   */
  private child(parent: ParentRun, spec: NestedSpec, { localFiles } = { localFiles: true }): Promise<Job> {
    parent.signal.throwIfAborted();
    return parent.whileAway(async () => {
      const made = await this.find(parent, spec.key);
      if (made) return made;
      try {
        return await this.start(parent, spec, localFiles);
      } catch (error) {
        const raced = await this.find(parent, spec.key); // two parts of the task wanted the same at once
        if (raced) return raced;
        throw error;
      }
    });
  }

  private start({ job, actor }: ParentRun, spec: NestedSpec, localFiles: boolean): Promise<Job> {
    const { key, task, inputs, title } = spec;
    return this.runs.run(actor, {
      task,
      title,
      parameters: inputs,
      workspaceId: job.workspaceId,
      parentId: job.id,
      parentAttempt: job.attempt,
      stepKey: key,
      localFiles,
    });
  }

  private find({ job }: ParentRun, stepKey: string): Promise<Job | null> {
    return this.transactions.read((manager) => manager.findOneBy(Job, { parentId: job.id, stepKey }));
  }

  private async end(parent: ParentRun, child: Job): Promise<Job> {
    if (isEnded(child.status)) return child;
    return parent.whileWaiting(() => this.waits.ended(child.id, parent.signal));
  }
}
