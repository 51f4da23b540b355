import { Injectable } from '@nestjs/common';
import { object } from '../../../src/containers/schema.js';
import { Task, type TaskDefinition } from '../../../src/jobs/task.js';

const NONE = object({});

/** A task that does nothing: what its jobs cost is the engine's. */
@Injectable()
export class EmptyTask extends Task {
  readonly definition: TaskDefinition = {
    name: 'bench-empty',
    title: 'Nothing',
    description: 'Does nothing, for benchmarks.',
    role: 'operator',
    inputs: NONE,
    outputs: NONE,
    indicators: NONE,
  };
  private gate: Promise<void> | null = null;
  private lift = (): void => undefined;

  /** Lets nobody end until {@link open}: whoever is started meanwhile queues up. */
  close(): void {
    this.gate = new Promise((resolve) => (this.lift = resolve));
  }

  open(): void {
    this.lift();
    this.gate = null;
  }

  override async run(): Promise<object> {
    await this.gate;
    return {};
  }
}
