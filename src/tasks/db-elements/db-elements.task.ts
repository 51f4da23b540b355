import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import type { Job } from '../../jobs/job.entity.js';
import { Task, type JobAddress, type TaskContext, type TaskDefinition } from '../../jobs/task.js';
import { Discovery } from './discovery.js';
import { DiscoveryAddress } from './discovery-address.js';
import {
  DISCOVERY_INDICATORS,
  DISCOVERY_INPUTS,
  DISCOVERY_OUTPUTS,
  type DiscoveryParameters,
} from './discovery-parameters.js';
import type { DiscoveryResult } from './discovery-result.js';

export const DB_ELEMENTS = 'db-elements';

/** The result of a batch, over its sources. */
export interface BatchSummary {
  readonly status: 'completed' | 'completed-with-errors' | 'failed';
  readonly processed: number;
  readonly failed: number;
  readonly total: number;
  readonly failedDatabases: readonly { readonly name: string; readonly error: string }[];
}

/** The main job: tables, columns and relationships of a source, read whole and published at once. */
@Injectable()
export class DbElementsTask extends Task<DiscoveryParameters, DiscoveryResult> {
  readonly definition: TaskDefinition = {
    name: DB_ELEMENTS,
    title: 'Discover',
    description: 'Reads the tables, columns, keys and relationships of a source into the catalogue.',
    role: 'operator',
    inputs: DISCOVERY_INPUTS,
    outputs: DISCOVERY_OUTPUTS,
    indicators: DISCOVERY_INDICATORS,
  };

  constructor(
    private readonly discovery: Discovery,
    private readonly addresses: DiscoveryAddress,
  ) {
    super();
  }

  override address(actor: Actor, inputs: DiscoveryParameters): Promise<JobAddress> {
    return this.addresses.of(actor, 'Discover', inputs);
  }

  run(context: TaskContext, parameters: DiscoveryParameters): Promise<DiscoveryResult> {
    return this.discovery.run(context, 'all', parameters);
  }

  override summarise(children: readonly Job[]): BatchSummary {
    const failedDatabases = children
      .filter((child) => child.status !== 'COMPLETED')
      .map((child) => ({
        name: (child.parameters as DiscoveryParameters).name ?? child.title,
        error: child.errorMessage ?? (child.status === 'CANCELLED' ? 'It was cancelled.' : 'It did not complete.'),
      }));
    const failed = failedDatabases.length;
    const processed = children.length - failed;
    const status = failed === 0 ? 'completed' : processed === 0 ? 'failed' : 'completed-with-errors';
    return { status, processed, failed, total: children.length, failedDatabases };
  }
}
