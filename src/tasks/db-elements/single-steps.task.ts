import type { FactoryProvider } from '@nestjs/common';
import type { DiffScope } from '../../catalogue/diff/diff-types.js';
import type { Actor } from '../../common/actor.js';
import type { ObjectSchema } from '../../containers/schema.js';
import { Task, type JobAddress, type TaskContext, type TaskDefinition } from '../../jobs/task.js';
import { Discovery } from './discovery.js';
import { DiscoveryAddress } from './discovery-address.js';
import {
  COLUMNS_INPUTS,
  DISCOVERY_INDICATORS,
  DISCOVERY_INPUTS,
  DISCOVERY_OUTPUTS,
  type DiscoveryParameters,
} from './discovery-parameters.js';
import type { DiscoveryResult } from './discovery-result.js';

interface Step {
  readonly scope: DiffScope;
  readonly title: string;
  readonly description: string;
  readonly inputs: ObjectSchema;
}

/** The single steps of a discovery; each takes its slot. */
const STEPS = {
  'create-tables': {
    scope: 'tables',
    title: 'Create tables',
    description: 'Reads the list of tables of a source into the catalogue, without their columns.',
    inputs: DISCOVERY_INPUTS,
  },
  'create-columns': {
    scope: 'columns',
    title: 'Create columns',
    description: 'Reads the columns of catalogued tables of a source, of all or of chosen ones.',
    inputs: COLUMNS_INPUTS,
  },
  'create-relationships': {
    scope: 'relationships',
    title: 'Create relationships',
    description: 'Reads the foreign keys of a source and links the catalogued tables.',
    inputs: DISCOVERY_INPUTS,
  },
} as const satisfies Record<string, Step>;
export type SingleStep = keyof typeof STEPS;

/** One step of a discovery, run by itself. */
class SingleStepTask extends Task<DiscoveryParameters, DiscoveryResult> {
  readonly definition: TaskDefinition;
  private readonly scope: DiffScope;

  constructor(
    private readonly discovery: Discovery,
    private readonly addresses: DiscoveryAddress,
    name: SingleStep,
  ) {
    super();
    const { scope, ...step } = STEPS[name];
    const [outputs, indicators] = [DISCOVERY_OUTPUTS, DISCOVERY_INDICATORS];
    this.definition = { name, ...step, role: 'operator', outputs, indicators };
    this.scope = scope;
  }

  override address(actor: Actor, inputs: DiscoveryParameters): Promise<JobAddress> {
    return this.addresses.of(actor, `${this.definition.title} of`, inputs);
  }

  run(context: TaskContext, parameters: DiscoveryParameters): Promise<DiscoveryResult> {
    return this.discovery.run(context, this.scope, parameters);
  }
}

/** A provider for each step; the registry finds them by what they make. */
export const SINGLE_STEP_TASKS: FactoryProvider[] = (Object.keys(STEPS) as SingleStep[]).map((name) => ({
  provide: `task ${name}`,
  inject: [Discovery, DiscoveryAddress],
  useFactory: (discovery: Discovery, addresses: DiscoveryAddress) => new SingleStepTask(discovery, addresses, name),
}));
