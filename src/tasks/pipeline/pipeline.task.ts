import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { list, object, text, type ValueOf } from '../../containers/schema.js';
import { assertChain } from '../../jobs/nested/chain.js';
import { TaskRegistry } from '../../jobs/registry/task-registry.js';
import { Task, type JobAddress, type TaskContext, type TaskDefinition } from '../../jobs/task.js';
import { chainOf } from './pipeline-steps.js';

/** Children of one parent are bounded by the engine too. */
const MAX_STEPS = 200;

const inputs = object({
  steps: list(
    object(
      {
        key: text({ label: 'Key', description: 'Names the step within the pipeline.', pattern: '^[A-Za-z][\\w-]*$', maxLength: 60 }),
        task: text({ label: 'Task', description: 'What is run.', maxLength: 100 }),
        title: text({ label: 'Title', description: "For people; the task's own when left out.", optional: true, maxLength: 500 }),
        inputs: text({
          label: 'Inputs',
          description:
            'The inputs of the task as one JSON object. In place of any value may stand {"from": "<key>", "output": "<path>"}: what an earlier step left behind.',
          format: 'multiline',
          optional: true,
        }),
      },
      { label: 'Step' },
    ),
    { label: 'Steps', description: 'Run one after the other, each as a job of its own.', minItems: 1, maxItems: MAX_STEPS },
  ),
}); // prettier-ignore

type Inputs = ValueOf<typeof inputs>;

/** What each step became, by its key. */
export interface PipelineResult {
  readonly children: Readonly<Record<string, { readonly jobId: string; readonly number: string }>>;
}

/** Runs a described chain of tasks, outputs feeding inputs: for REST, the terminal and schedules. */
@Injectable()
export class PipelineTask extends Task<Inputs, PipelineResult> {
  readonly definition: TaskDefinition = {
    name: 'pipeline',
    title: 'Pipeline',
    description: 'Runs other tasks one after the other; what one leaves behind can be the input of the next.',
    role: 'operator',
    inputs,
    outputs: object({}),
    indicators: object({}),
  };

  constructor(private readonly registry: TaskRegistry) {
    super();
  }

  /** @throws InvalidInputError naming each step that is wrong, before anything is started */
  override async address(_actor: Actor, { steps }: Inputs): Promise<JobAddress> {
    assertChain(chainOf(steps), (task) => this.registry.find(task) !== undefined);
    return {};
  }

  async run(context: TaskContext, { steps }: Inputs): Promise<PipelineResult> {
    const done = await context.nested.runChain(chainOf(steps));
    const children = [...done].map(([key, { id, number }]) => [key, { jobId: id, number }] as const);
    return { children: Object.fromEntries(children) };
  }
}
