import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlDbInput } from '../../catalogue/sql-db/sql-db-input.js';
import { ConflictError, DomainError } from '../../common/errors.js';
import type { SourceConnection } from '../../introspection/engine.js';
import { escapeUnseen } from '../../common/text.js';
import { withCatalogue } from '../catalogue/catalogue-access.js';
import { EXIT, type Commands } from '../output.js';
import type { NamedSource } from './named-source.js';
import type { KeptJob, KeptSource, SourceKeeper } from './kept-source.js';
import { noPasswordGiven } from './no-password.js';
import { ownKeeper, serverKeeper } from './keepers.js';
import type { ProgressView } from './progress-view.js';

const LOOK_EVERY_MS = 250;
const LIVE = ['pending', 'running'];

/** What a discovery counts; see its task. */
interface Counts {
  readonly tables: number;
  readonly tablesWithColumns: number;
  readonly tablesFailed: number;
  readonly relationships: number;
}

/**
 * Registers a source in the configured catalogue, unless it is there, and discovers it by a job.
 * @returns the exit code
 * @throws DomainError with the job's reason when it failed
 */
export async function saveSource(
  source: NamedSource,
  name: string | undefined,
  commands: Commands,
  view: ProgressView,
  signal: AbortSignal,
): Promise<number> {
  const keep = async (keeper: SourceKeeper): Promise<number> => {
    const kept = await ensure(keeper, inputOf(source, name ?? nameOf(source.connection)));
    const job = await watch(keeper, await keeper.discover(kept.id), view, signal);
    view.close();
    if (job.error?.code === 'source-authentication' && !source.connection.password && !kept.hasPassword)
      throw noPasswordGiven(source.connection);
    return conclude(kept, job, commands);
  };
  return withCatalogue(
    commands,
    { work: true, make: true },
    { direct: (app) => keep(ownKeeper(app)), remote: (api) => keep(serverKeeper(api)) },
  );
}

/** A source of the same name must be the same source: another one is not overwritten. A new password takes the old one's place. */
async function ensure(keeper: SourceKeeper, input: SqlDbInput): Promise<KeptSource> {
  const found = await keeper.find(input.name);
  if (!found) return keeper.create(input);
  const place = ['host', 'port', 'path', 'database', 'user'] as const;
  if (place.every((field) => (found[field] ?? null) === (input[field] ?? null))) {
    if (input.password) await keeper.setPassword(found, input.password);
    return found;
  }
  const message = `There is another source named "${escapeUnseen(input.name)}". Choose a name with --name.`;
  throw new ConflictError('name-taken', message);
}

function inputOf({ connection, scope }: NamedSource, name: string): SqlDbInput {
  const { password, schemas, include, exclude, ...place } = { ...connection, ...scope };
  const { partitions: _partitions, ...rest } = place;
  return { name, ...rest, schemas, include, exclude, ...(password !== null && { password }) };
}

function nameOf({ path, database, host }: SourceConnection): string {
  return path === null ? (database ?? host ?? 'source') : basename(path).replace(/\.(sqlite3?|db)$/i, '');
}

/** Shows how far the job is until it has ended; an interruption cancels it. */
async function watch(keeper: SourceKeeper, id: string, view: ProgressView, signal: AbortSignal): Promise<KeptJob> {
  for (let asked = false; ;) {
    const job = await keeper.job(id);
    if (!LIVE.includes(job.status)) return job;
    if (job.progress) view.showStep(job.progress);
    if (signal.aborted && !asked) {
      asked = true;
      await keeper.cancel(id).catch(() => undefined); // it has just ended
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: asked ? undefined : signal }).catch(() => undefined);
  }
}

function conclude(source: KeptSource, job: KeptJob, { output }: Commands): number {
  const title = `Job ${job.number} of "${escapeUnseen(source.name)}"`;
  if (job.status !== 'completed') {
    const { code = job.status, message = `${title} was ${job.status}.` } = job.error ?? {};
    throw new DomainError(code, message);
  }
  const { tables, tablesWithColumns, tablesFailed, relationships } = job.result as unknown as Counts;
  const problems = tablesFailed > 0 ? `; ${tablesFailed} could not be read` : '';
  const sum = `${tables} tables, ${tablesWithColumns} tables with columns, ${relationships} relationships${problems}`;
  output.stdout.write(`${title}: ${sum}\n`);
  return tablesFailed > 0 ? EXIT.incomplete : EXIT.ok;
}
