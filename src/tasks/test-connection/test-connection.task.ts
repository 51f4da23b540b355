import { Injectable } from '@nestjs/common';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import type { Actor } from '../../common/actor.js';
import { list, number, object, text, type ValueOf } from '../../containers/schema.js';
import { SchemaReader } from '../../introspection/schema-reader.js';
import { Task, type JobAddress, type TaskContext, type TaskDefinition } from '../../jobs/task.js';
import { SOURCE_SUBJECT, sourceHostKey } from '../source-slot.js';

export const TEST_CONNECTION = 'test-connection';

/** The whole test, waiting for a place aside. */
const MAX_RUN_MS = 30_000;

const inputs = object({
  sqlDbId: text({ label: 'Source', description: 'The source that is reached.', format: 'sql-db' }),
  name: text({
    label: 'Name',
    description: "The source's name when the job was started: filled in, kept for lists and reports.",
    format: 'filled-in',
    optional: true,
  }),
});
export type TestConnectionParameters = ValueOf<typeof inputs>;

const outputs = object({
  version: text({ label: 'Version', description: "Of the source's server." }),
  latencyMs: number({ label: 'Round trip', unit: 'ms' }),
  schemas: list(text(), { label: 'Visible schemas' }),
  warnings: list(text(), { label: 'Warnings' }),
});
const indicators = object({ latencyMs: number({ label: 'Round trip', unit: 'ms' }) });

export interface TestConnectionResult {
  readonly version: string;
  readonly latencyMs: number;
  readonly schemas: readonly string[];
  readonly warnings: readonly string[];
}

/** Reaches a source within ten seconds and says what is there; a failure is classified and says what to do. */
@Injectable()
export class TestConnectionTask extends Task<TestConnectionParameters, TestConnectionResult> {
  readonly definition: TaskDefinition = {
    name: TEST_CONNECTION,
    title: 'Test connection',
    description: 'Reaches a source and says its version, its latency and which schemas are visible.',
    role: 'operator',
    maxRunMs: MAX_RUN_MS,
    ...{ inputs, outputs, indicators },
  };

  constructor(
    private readonly sources: SqlDbService,
    private readonly reader: SchemaReader,
  ) {
    super();
  }

  override async address(actor: Actor, { sqlDbId: id }: TestConnectionParameters): Promise<JobAddress> {
    const source = await this.sources.get(actor, id);
    return {
      workspaceId: source.workspaceId,
      subject: { type: SOURCE_SUBJECT, id },
      title: `Test connection to ${source.name}`,
      concurrencyKey: sourceHostKey(source),
      parameters: { sqlDbId: id, name: source.name },
    };
  }

  async run(context: TaskContext, { sqlDbId }: TestConnectionParameters): Promise<TestConnectionResult> {
    const { connection, name } = await this.sources.connectionOf(context.actor, sqlDbId);
    context.progress({ step: 'connect', stepIndex: 1, steps: 1, percent: 0 });
    context.log('info', `Reaching ${name} (${connection.engine})`);
    const { version, latencyMs, schemas, warnings } = await this.reader.probe(connection, context.signal);
    context.log('info', `Connected to ${connection.engine} ${version}; a round trip takes ${latencyMs.toFixed(1)} ms`);
    context.log('info', `Visible schemas (${schemas.length}): ${schemas.join(', ') || 'none'}`);
    for (const warning of warnings) context.log('warn', warning);
    context.indicator('latencyMs', latencyMs);
    return { version, latencyMs, schemas, warnings };
  }
}
