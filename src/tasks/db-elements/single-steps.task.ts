import type { FactoryProvider } from '@nestjs/common';
import type { DiffScope } from '../../catalogue/diff/diff-types.js';
import { Task, type TaskContext, type TaskDefinition } from '../../jobs/task.js';
import { Discovery } from './discovery.js';
import type { DiscoveryParameters } from './discovery-parameters.js';
import type { DiscoveryResult } from './discovery-result.js';

interface Step {
  readonly scope: DiffScope;
  readonly title: string;
  readonly description: string;
}

/** The single steps of a discovery; each takes its slot. */
const STEPS = {
  'create-tables': {
    scope: 'tables',
    title: 'Create tables',
    description: 'Reads the list of tables of a source into the catalogue, without their columns.',
  },
  'create-columns': {
    scope: 'columns',
    title: 'Create columns',
    description: 'Reads the columns of catalogued tables of a source, of all or of chosen ones.',
  },
  'create-relationships': {
    scope: 'relationships',
    title: 'Create relationships',
    description: 'Reads the foreign keys of a source and links the catalogued tables.',
  },
} as const satisfies Record<string, Step>;
export type SingleStep = keyof typeof STEPS;

/** One step of a discovery, run by itself. */
class SingleStepTask extends Task<DiscoveryParameters, DiscoveryResult> {
  readonly definition: TaskDefinition;
  private readonly scope: DiffScope;

  constructor(
    private readonly discovery: Discovery,
    name: SingleStep,
  ) {
    super();
    const { scope, title, description } = STEPS[name];
    this.definition = { name, title, description, role: 'operator' };
    this.scope = scope;
  }

  run(context: TaskContext, parameters: DiscoveryParameters): Promise<DiscoveryResult> {
    return this.discovery.run(context, this.scope, parameters);
  }
}

/** A provider for each step; the registry finds them by what they make. */
export const SINGLE_STEP_TASKS: FactoryProvider[] = (Object.keys(STEPS) as SingleStep[]).map((name) => ({
  provide: `task ${name}`,
  inject: [Discovery],
  useFactory: (discovery: Discovery) => new SingleStepTask(discovery, name),
}));
