import { Injectable } from '@nestjs/common';
import { Task, type TaskContext, type TaskDefinition } from '../../jobs/task.js';
import { Discovery } from './discovery.js';
import type { DiscoveryParameters } from './discovery-parameters.js';
import type { DiscoveryResult } from './discovery-result.js';

/** The single steps of a discovery; each takes its slot. */
export const SINGLE_STEPS = ['create-tables', 'create-columns', 'create-relationships'] as const;
export type SingleStep = (typeof SINGLE_STEPS)[number];

/** The list of tables alone. */
@Injectable()
export class CreateTablesTask extends Task<DiscoveryParameters, DiscoveryResult> {
  readonly definition: TaskDefinition = {
    name: 'create-tables',
    title: 'Create tables',
    description: 'Reads the list of tables of a source into the catalogue, without their columns.',
    role: 'operator',
  };

  constructor(private readonly discovery: Discovery) {
    super();
  }

  run(context: TaskContext, parameters: DiscoveryParameters): Promise<DiscoveryResult> {
    return this.discovery.run(context, 'tables', parameters);
  }
}

/** The columns of catalogued tables, of all or of chosen ones. */
@Injectable()
export class CreateColumnsTask extends Task<DiscoveryParameters, DiscoveryResult> {
  readonly definition: TaskDefinition = {
    name: 'create-columns',
    title: 'Create columns',
    description: 'Reads the columns of catalogued tables of a source, of all or of chosen ones.',
    role: 'operator',
  };

  constructor(private readonly discovery: Discovery) {
    super();
  }

  run(context: TaskContext, parameters: DiscoveryParameters): Promise<DiscoveryResult> {
    return this.discovery.run(context, 'columns', parameters);
  }
}

/** The relationships of catalogued tables; columns that they need come along. */
@Injectable()
export class CreateRelationshipsTask extends Task<DiscoveryParameters, DiscoveryResult> {
  readonly definition: TaskDefinition = {
    name: 'create-relationships',
    title: 'Create relationships',
    description: 'Reads the foreign keys of a source and links the catalogued tables.',
    role: 'operator',
  };

  constructor(private readonly discovery: Discovery) {
    super();
  }

  run(context: TaskContext, parameters: DiscoveryParameters): Promise<DiscoveryResult> {
    return this.discovery.run(context, 'relationships', parameters);
  }
}
