import { Injectable } from '@nestjs/common';
import type { DiffScope } from '../../catalogue/diff/diff-types.js';
import { SnapshotDiff } from '../../catalogue/diff/snapshot-diff.js';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import { SqlTableService } from '../../catalogue/sql-table/sql-table.service.js';
import { Clock } from '../../common/clock.js';
import { ConflictError, InvalidInputError } from '../../common/errors.js';
import { SchemaReader, type ReadResult } from '../../introspection/schema-reader.js';
import type { TaskContext } from '../../jobs/task.js';
import { logSummary } from './discovery-log.js';
import type { DiscoveryParameters } from './discovery-parameters.js';
import { discoveryResult, type DiscoveryResult } from './discovery-result.js';
import { ParsedTables } from './parsed-tables.js';
import { ReadProgress } from './read-progress.js';

/** How often a source is compared when people keep changing the catalogue under it. */
const PLANS = 3;

/** Reads a source and publishes what it found: the whole of it, or one step. */
@Injectable()
export class Discovery {
  constructor(
    private readonly sources: SqlDbService,
    private readonly tables: SqlTableService,
    private readonly reader: SchemaReader,
    private readonly diff: SnapshotDiff,
    private readonly clock: Clock,
  ) {}

  /**
   * Everything that may take long or fail (secret, source, comparison) comes before the one transaction that writes.
   * @throws SourceError when the source cannot be read, ConflictError `empty-list` or `confirmation-required`
   */
  async run(context: TaskContext, scope: DiffScope, parameters: DiscoveryParameters): Promise<DiscoveryResult> {
    const started = this.clock.monotonic();
    const progress = new ReadProgress(context, this.clock);
    const parsed = new ParsedTables();
    const read = await this.read(context, progress, parameters, parsed);
    const readDone = this.clock.monotonic();
    progress.publishing();
    const entries = await this.chosen(context, read, parameters);
    const { sqlDbId, acceptLoss = false } = parameters;
    const input = { source: read.source, entries, parse: parsed.parse, scope, acceptLoss, signal: context.signal };
    for (let tries = 1; ; tries++) {
      const planned = this.clock.monotonic();
      const plan = await this.diff.plan(sqlDbId, input);
      const seconds = { read: toSeconds(readDone - started), plan: toSeconds(this.clock.monotonic() - planned) };
      const result = discoveryResult(read, plan.summary, seconds);
      if (tries === 1) logSummary(context, scope, plan.summary);
      measure(context, result);
      try {
        return await context.publish(async (tx) => {
          await this.diff.apply(tx, plan, { jobId: context.job.id, now: this.clock.now() });
          return result;
        });
      } catch (error) {
        if (!isOvertaken(error) || tries >= PLANS) throw error;
        context.log('info', 'People changed the structure meanwhile; it is compared once more');
      }
    }
  }

  private async read(
    context: TaskContext,
    progress: ReadProgress,
    parameters: DiscoveryParameters,
    parsed: ParsedTables,
  ): Promise<ReadResult> {
    const isFirst = await this.diff.isFirst(parameters.sqlDbId);
    const { connection, scope, name } = await this.sources.connectionOf(context.actor, parameters.sqlDbId);
    context.log('info', `Reading ${name} (${connection.engine})`);
    const read = await this.reader.read(
      connection,
      { ...scope, partitions: false },
      {
        signal: context.signal,
        ...(isFirst ? { onTable: (entry) => parsed.parseAhead(entry) } : {}),
        onProgress: (step, done, total) => progress.reading(step, done, total),
        onWarning: (text) => context.log('warn', text),
        onRetry: (attempt, delayMs, error) =>
          context.log('warn', `${error.message} Try ${attempt} follows in ${Math.round(delayMs / 100) / 10} s.`),
      },
    );
    const { source, entries, queries } = read;
    context.log('info', `Read ${entries.length} tables of ${source.engine} ${source.version} with ${queries} queries`);
    if (entries.length === 0) context.log('warn', 'The source holds no table that this account can see.');
    return read;
  }

  /** The entries of the tables that were asked for. */
  private async chosen(
    context: TaskContext,
    read: ReadResult,
    parameters: DiscoveryParameters,
  ): Promise<ReadResult['entries']> {
    if (parameters.tableIds === undefined) return read.entries;
    const keys = await this.tables.keysOf(parameters.sqlDbId, parameters.tableIds);
    if (keys.size === 0) throw new InvalidInputError('None of the chosen tables belongs to this source.');
    const entries = read.entries.filter((entry) => keys.has(entry.key));
    if (entries.length < keys.size)
      context.log('warn', `${keys.size - entries.length} chosen tables are not in the source any more`);
    return entries;
  }
}

/** Somebody removed a table or drew a key between plan and publish: the plan no longer fits. */
function isOvertaken(error: unknown): boolean {
  return error instanceof ConflictError && error.code === 'catalogue-changed';
}

const toSeconds = (ms: number): number => Math.round(ms) / 1000;

/** The figures that are worth following from run to run. */
function measure(context: TaskContext, result: DiscoveryResult): void {
  context.indicator('tables', result.tables);
  context.indicator('columns', result.columns);
  context.indicator('relationships', result.relationships);
  context.indicator('tablesFailed', result.tablesFailed);
  context.indicator('writes', result.writes);
  context.indicator('queries', result.queries);
  context.indicator('readSeconds', result.seconds.read);
}
