import { Injectable } from '@nestjs/common';
import type { DiffScope } from '../../catalogue/diff/diff-types.js';
import type { DiffPlan } from '../../catalogue/diff/plan.js';
import { SnapshotDiff } from '../../catalogue/diff/snapshot-diff.js';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import { SqlTableService } from '../../catalogue/sql-table/sql-table.service.js';
import { Clock } from '../../common/clock.js';
import { ConflictError, InvalidInputError } from '../../common/errors.js';
import type { SnapshotEntry } from '../../common/snapshot.js';
import { SchemaReader, type ReadResult, type ReadWatch } from '../../introspection/schema-reader.js';
import { NotSentError, parseTable } from '../../introspection/table-shape.js';
import type { TaskContext } from '../../jobs/task.js';
import { logSummary } from './discovery-log.js';
import type { DiscoveryParameters } from './discovery-parameters.js';
import { discoveryResult, type DiscoveryResult } from './discovery-result.js';
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
   * Everything that may take long or fail (secret, source, comparison) comes before the one transaction that writes. The
   * comparison goes along with the reading.
   * @throws SourceError when the source cannot be read, ConflictError `empty-list` or `confirmation-required`
   */
  async run(context: TaskContext, scope: DiffScope, parameters: DiscoveryParameters): Promise<DiscoveryResult> {
    try {
      return await this.discover(context, scope, parameters, true);
    } catch (error) {
      if (!(error instanceof NotSentError)) throw error;
      context.log('info', 'People changed the structure meanwhile; the source is read once more');
      return this.discover(context, scope, parameters, false);
    }
  }

  /**
   * @param brief leaves the documents of tables out that are as the catalogue knows them
   * @throws NotSentError when one of those is needed after all, because people changed the structure meanwhile
   */
  private async discover(
    context: TaskContext,
    scope: DiffScope,
    parameters: DiscoveryParameters,
    brief: boolean,
  ): Promise<DiscoveryResult> {
    const started = this.clock.monotonic();
    const progress = new ReadProgress(context, this.clock);
    const { sqlDbId, acceptLoss = false } = parameters;
    const chosen = await this.chosen(parameters);
    const options = { parse: parseTable, scope, acceptLoss, signal: context.signal };
    let builder = await this.diff.begin(sqlDbId, options);
    const read = await this.read(context, parameters, {
      known: brief ? builder.known : [],
      onTable: (entry) => {
        if (isChosen(chosen, entry)) builder.add(entry);
      },
      onProgress: (step, done, total) => progress.reading(step, done, total),
      onRetry: () => {
        builder = builder.again();
      },
    });
    const entries = read.entries.filter((entry) => isChosen(chosen, entry));
    if (chosen && entries.length < chosen.size)
      context.log('warn', `${chosen.size - entries.length} chosen tables are not in the source any more`);
    const readDone = this.clock.monotonic();
    progress.publishing();
    let planned = readDone;
    let plan = await builder.finish(read.source);
    for (let tries = 1; ; tries++) {
      const seconds = { read: toSeconds(readDone - started), plan: toSeconds(this.clock.monotonic() - planned) };
      const result = discoveryResult(read, plan.summary, seconds);
      if (tries === 1) logSummary(context, scope, plan.summary);
      measure(context, result);
      try {
        return await this.publish(context, plan, result);
      } catch (error) {
        if (!isOvertaken(error) || tries >= PLANS) throw error;
        context.log('info', 'People changed the structure meanwhile; it is compared once more');
      }
      planned = this.clock.monotonic();
      plan = await this.diff.plan(sqlDbId, { ...options, source: read.source, entries });
    }
  }

  private publish(context: TaskContext, plan: DiffPlan, result: DiscoveryResult): Promise<DiscoveryResult> {
    return context.publish(async (tx) => {
      await this.diff.apply(tx, plan, { jobId: context.job.id, now: this.clock.now() });
      return result;
    });
  }

  private async read(
    context: TaskContext,
    { sqlDbId }: DiscoveryParameters,
    watch: Required<Pick<ReadWatch, 'known' | 'onTable' | 'onProgress'>> & { onRetry(): void },
  ): Promise<ReadResult> {
    const { connection, scope, name } = await this.sources.connectionOf(context.actor, sqlDbId);
    context.log('info', `Reading ${name} (${connection.engine})`);
    const read = await this.reader.read(
      connection,
      { ...scope, partitions: false },
      {
        ...watch,
        signal: context.signal,
        onWarning: (text) => context.log('warn', text),
        onRetry: (attempt, delayMs, error) => {
          watch.onRetry();
          context.log('warn', `${error.message} Try ${attempt} follows in ${Math.round(delayMs / 100) / 10} s.`);
        },
      },
    );
    const { source, entries, queries } = read;
    context.log('info', `Read ${entries.length} tables of ${source.engine} ${source.version} with ${queries} queries`);
    if (entries.length === 0) context.log('warn', 'The source holds no table that this account can see.');
    return read;
  }

  /** The keys of the tables that were asked for; null: all. */
  private async chosen({ sqlDbId, tableIds }: DiscoveryParameters): Promise<ReadonlySet<string> | null> {
    if (tableIds === undefined) return null;
    const keys = await this.tables.keysOf(sqlDbId, tableIds);
    if (keys.size === 0) throw new InvalidInputError('None of the chosen tables belongs to this source.');
    return keys;
  }
}

const isChosen = (chosen: ReadonlySet<string> | null, { key }: SnapshotEntry): boolean => chosen?.has(key) ?? true;

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
