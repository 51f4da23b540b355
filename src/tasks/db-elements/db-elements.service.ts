import { Injectable } from '@nestjs/common';
import type { SqlDbView } from '../../catalogue/sql-db/sql-db-input.js';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import type { Actor } from '../../common/actor.js';
import {
  ConflictError,
  DomainError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  TooManyRequestsError,
} from '../../common/errors.js';
import type { Job } from '../../jobs/job.entity.js';
import { JobService } from '../../jobs/job.service.js';
import { SlotTakenError, type SlotHolder } from '../../jobs/slot-taken.error.js';
import { TaskRuns, type RunRequest } from '../../jobs/task-runs.js';
import { DB_ELEMENTS } from './db-elements.task.js';
import { sourceAddress } from './discovery-address.js';
import type { SingleStep } from './single-steps.task.js';
import { NOTHING_SELECTED, nothingReady, skipReason, STALE_CLEANED } from './start-reasons.js';

export interface StartedSource {
  readonly sqlDbId: string;
  readonly name: string;
  readonly job: Job;
  /** Something worth knowing, such as that a hung run was ended first. */
  readonly note: string | null;
}

export interface SkippedSource {
  readonly sqlDbId: string;
  readonly name: string;
  readonly reason: string;
  /** The live job that is in the way. */
  readonly job: SlotHolder | null;
}

/** The answer to a start: it comes at once, the sources are read later. */
export interface StartAnswer {
  /** What to watch: one job for one source, a parent in each workspace for several. */
  readonly jobs: readonly Job[];
  readonly started: readonly StartedSource[];
  readonly skipped: readonly SkippedSource[];
}

export interface StartOptions {
  readonly acceptLoss?: boolean;
}

/** Starts discoveries and their single steps; one source never runs twice at once. */
@Injectable()
export class DbElementsService {
  constructor(
    private readonly sources: SqlDbService,
    private readonly jobs: JobService,
    private readonly runs: TaskRuns,
  ) {}

  /**
   * Starts the discovery of each source that is ready; the others are skipped and listed with the reason.
   * @throws InvalidInputError when none is selected, ConflictError `nothing-ready` with `skipped` when none could start;
   *   ForbiddenError, TooManyRequestsError when one of them is why nothing at all was started
   */
  async start(actor: Actor, ids: readonly string[], options: StartOptions = {}): Promise<StartAnswer> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0)
      throw new InvalidInputError(NOTHING_SELECTED, [{ path: 'ids', message: NOTHING_SELECTED }]);
    const skipped: SkippedSource[] = [];
    const sources: SqlDbView[] = [];
    for (const id of wanted) {
      try {
        sources.push(await this.sources.get(actor, id));
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        skipped.push({ sqlDbId: id, name: id, reason: error.message, job: null });
      }
    }
    const answers: StartAnswer[] = [];
    const refusals: DomainError[] = [];
    for (const group of byWorkspace(sources)) {
      const [first] = group;
      try {
        const alone = wanted.length === 1 && first;
        answers.push(await (alone ? this.startAlone(actor, first, options) : this.startGroup(actor, group, options)));
      } catch (error) {
        // What other workspaces have started by now has to be told: one refusal is no refusal of all.
        if (!(error instanceof ForbiddenError || error instanceof TooManyRequestsError)) throw error;
        refusals.push(error);
        answers.push({ jobs: [], started: [], skipped: group.map((source) => refusedSource(source, error)) });
      }
    }
    const answer = {
      jobs: answers.flatMap((a) => a.jobs),
      started: answers.flatMap((a) => a.started),
      skipped: [...skipped, ...answers.flatMap((a) => a.skipped)],
    };
    if (answer.started.length === 0) {
      if (refusals[0]) throw refusals[0];
      const details = { skipped: answer.skipped };
      throw new ConflictError('nothing-ready', nothingReady(answer.skipped.length), { details });
    }
    return answer;
  }

  /**
   * Starts the discovery of one source.
   * @throws SlotTakenError naming the live job, with the reason as its message; NotFoundError
   */
  async startOne(actor: Actor, id: string, options: StartOptions = {}): Promise<StartedSource> {
    const source = await this.sources.get(actor, id);
    const job = await this.submit(actor, { task: DB_ELEMENTS, parameters: { sqlDbId: id, ...options } });
    return this.startedSource(actor, source, job);
  }

  /** Starts a single step. @throws SlotTakenError, NotFoundError */
  async startStep(
    actor: Actor,
    id: string,
    step: SingleStep,
    options: StartOptions & { tableIds?: readonly number[] } = {},
  ): Promise<Job> {
    return this.submit(actor, { task: step, parameters: { sqlDbId: id, ...options } });
  }

  private async submit(actor: Actor, request: RunRequest): Promise<Job> {
    try {
      return await this.runs.run(actor, request);
    } catch (error) {
      if (error instanceof SlotTakenError) throw new SourceBusyError(error);
      throw error;
    }
  }

  private async startAlone(actor: Actor, source: SqlDbView, options: StartOptions): Promise<StartAnswer> {
    try {
      const job = await this.runs.run(actor, { task: DB_ELEMENTS, parameters: { sqlDbId: source.id, ...options } });
      return { jobs: [job], started: [await this.startedSource(actor, source, job)], skipped: [] };
    } catch (error) {
      if (!(error instanceof SlotTakenError)) throw error;
      return { jobs: [], started: [], skipped: [skippedSource(source, error)] };
    }
  }

  private async startGroup(actor: Actor, group: readonly SqlDbView[], options: StartOptions): Promise<StartAnswer> {
    const requests = group.map((source) => ({ task: DB_ELEMENTS, ...sourceAddress(source, 'Discover', options) }));
    const title = `Discover ${group.length} databases`;
    const workspaceId = group[0]?.workspaceId ?? '';
    const parameters = { ids: group.map((source) => source.id) };
    const batch = await this.jobs.startBatch(actor, { task: DB_ELEMENTS, title, parameters, workspaceId }, requests);
    const byId = new Map(group.map((source) => [source.id, source]));
    const started: StartedSource[] = [];
    for (const job of batch.started) {
      const source = byId.get(job.subjectId ?? '');
      if (source) started.push(await this.startedSource(actor, source, job));
    }
    const skipped = batch.refused.flatMap(({ request, error }) => {
      const source = byId.get(request.subject?.id ?? '');
      return source ? [skippedSource(source, error)] : [];
    });
    return { jobs: batch.parent ? [batch.parent] : [], started, skipped };
  }

  /** Says so when a hung run had to be ended first: the job that held the state before is over by now, by timeout. */
  private async startedSource(actor: Actor, source: SqlDbView, job: Job): Promise<StartedSource> {
    const before = source.dbElements;
    const wasLive = before.taskId !== null && (before.status === 'RUNNING' || before.status === 'PENDING');
    const previous = wasLive ? await this.jobs.get(actor, before.taskId ?? '').catch(orNull) : null;
    const note = previous?.job.cause === 'timeout' ? STALE_CLEANED : null;
    return { sqlDbId: source.id, name: source.name, job, note };
  }
}

/** The source's discovery or one of its steps is live (HTTP 409): the message is the reason, the details name the job. */
export class SourceBusyError extends SlotTakenError {
  constructor(error: SlotTakenError) {
    super(error.holder);
    this.message = skipReason(error);
  }
}

function orNull(error: unknown): null {
  if (error instanceof DomainError) return null;
  throw error;
}

function skippedSource(source: SqlDbView, error: SlotTakenError): SkippedSource {
  return { sqlDbId: source.id, name: source.name, reason: skipReason(error), job: error.holder };
}

function refusedSource({ id, name }: SqlDbView, { message }: DomainError): SkippedSource {
  return { sqlDbId: id, name, reason: message, job: null };
}

function byWorkspace(sources: readonly SqlDbView[]): SqlDbView[][] {
  const groups = new Map<string, SqlDbView[]>();
  for (const source of sources) groups.set(source.workspaceId, [...(groups.get(source.workspaceId) ?? []), source]);
  return [...groups.values()];
}
