import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../../common/actor.js';
import type { Clock } from '../../common/clock.js';
import type { Container } from '../../containers/container.js';
import { isAway } from '../../persistence/database-errors.js';
import { UnavailableError } from '../../common/errors.js';
import type { Transactions } from '../../persistence/transactions.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { AbortReason, type AbortKind } from '../abort-reason.js';
import type { JobSignals } from '../events/job-signals.js';
import type { CollectedFiles, RunContainers, RunFiles } from '../files/run-files.js';
import type { JobTransitions } from '../job-transitions.js';
import { assertDeclared } from '../indicators/declared-indicator.js';
import { upsertIndicators } from '../indicators/indicator-rows.js';
import type { IndicatorValue } from '../indicators/indicator.entity.js';
import { Job } from '../job.entity.js';
import { JobLogWriter } from '../log/job-log-writer.js';
import type { LogLevel } from '../log/log-level.js';
import type { NestedJobs } from '../nested/nested-jobs.js';
import type { ChildMaker, ParentRun } from '../nested/parent-run.js';
import type { Progress } from '../progress.js';
import type { TaskContext, TaskDefinition, TaskJob } from '../task.js';
import { answeredOutputs } from './answered-outputs.js';
import { ProgressWriter } from './progress-writer.js';
import { RunBeat } from './run-beat.js';
import { RunDeadline } from './run-deadline.js';
import { RunPause } from './run-pause.js';
import type { RunSeat } from './run-seat.js';

/** Between tries while the catalogue is away. */
const AWAY_PAUSE_MS = 1_000;
/** Deadlocks with edits of people; a publishing transaction bears being run again. */
const RETRIES = 3;

/** What a run needs of the engine. */
export interface RunParts {
  readonly transactions: Transactions;
  readonly transitions: JobTransitions;
  readonly signals: JobSignals;
  readonly clock: Clock;
  readonly files: RunFiles;
  readonly nested: ChildMaker;
  readonly beatGraceMs: number;
}

/** Within which bounds a run works. */
export interface RunBounds {
  readonly seat: RunSeat;
  /** Waiting for others not counted. */
  readonly maxRunMs: number;
  readonly onOverdue: (run: JobRun) => void;
}

/** One attempt at a job in this process: what the task gets, and how it may publish. */
export class JobRun implements TaskContext, ParentRun {
  readonly job: TaskJob;
  readonly nested: NestedJobs;
  readonly beat: RunBeat;
  readonly logWriter: JobLogWriter;
  /** Set while its publishing transaction is open, and once it has committed: beats then decide nothing. */
  publishing = false;
  completed = false;
  private readonly controller = new AbortController();
  private readonly progressWriter: ProgressWriter;
  private readonly indicators: Record<string, IndicatorValue> = {};
  private containers: RunContainers | null = null;
  private readonly deadline: RunDeadline;
  private readonly pause: RunPause;

  constructor(
    private readonly parts: RunParts,
    private readonly row: Job,
    private readonly definition: TaskDefinition,
    readonly actor: Actor,
    { seat, maxRunMs, onOverdue }: RunBounds,
  ) {
    const { id, number, workspaceId, task, title, holder, attempt, parentId, subjectType, subjectId } = row;
    const { transactions, clock, signals } = parts;
    this.job = { id, number, workspaceId, task, title, holder, attempt, parentId, subjectType, subjectId };
    this.beat = new RunBeat(transactions, clock, id, attempt, parts.beatGraceMs);
    this.logWriter = new JobLogWriter(transactions, clock, signals, row);
    this.progressWriter = new ProgressWriter(transactions, clock, signals, row);
    this.deadline = new RunDeadline(clock, clock.monotonic(), maxRunMs, () => onOverdue(this));
    this.pause = new RunPause(seat, this.deadline, this.signal);
    this.nested = parts.nested.of(this);
  }

  /** Before the work: inputs are brought here, outputs get their places. @throws InvalidInputError, NotFoundError */
  async open(): Promise<void> {
    this.containers = await this.whileAway(() => this.parts.files.open(this.row, this.definition));
  }

  get inputs(): Container {
    return this.opened.inputs;
  }

  get outputs(): Container {
    return this.opened.outputs;
  }

  directory(): Promise<string> {
    return this.parts.files.directory(this.row);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether it was made by hand. */
  get manual(): boolean {
    return this.row.manual;
  }

  /** Why it was told to stop; null while it was not. */
  get aborted(): AbortKind | null {
    return this.signal.aborted ? (this.signal.reason as AbortReason).kind : null;
  }

  abort(kind: AbortKind): void {
    if (!this.completed && !this.signal.aborted) this.controller.abort(new AbortReason(kind));
  }

  log(level: LogLevel, message: string): void {
    this.logWriter.append(level, message);
  }

  redact(secret: string): void {
    this.logWriter.redact(secret);
  }

  progress(progress: Progress): void {
    this.progressWriter.report({ ...progress, step: this.logWriter.clean(progress.step) });
  }

  indicator(key: string, value: number | string | boolean): void {
    assertDeclared(this.definition.indicators, key, value);
    this.indicators[key] = typeof value === 'string' ? this.logWriter.clean(value) : value;
  }

  /** What it measured so far. */
  get measured(): Readonly<Record<string, IndicatorValue>> {
    return this.indicators;
  }

  async publish<T extends object>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.completed || this.publishing) throw new Error('A run publishes once.');
    this.signal.throwIfAborted();
    await this.flush();
    const collected = await this.collect();
    return this.whileAway(async () => {
      await this.assertFresh();
      this.publishing = true;
      try {
        const result = await this.parts.transactions.run((tx) => this.publishIn(tx, work, collected), {
          retries: RETRIES,
        });
        this.completed = true;
        return result;
      } catch (error) {
        if (error instanceof FencedOut) return await this.explainFence<T>();
        throw error;
      } finally {
        this.publishing = false;
      }
    });
  }

  /** Whether it only waits for other jobs just now. */
  get waiting(): boolean {
    return this.pause.waiting;
  }

  /** Waits for others without its place; the time does not count. @throws AbortReason */
  whileWaiting<T>(work: () => Promise<T>): Promise<T> {
    return this.pause.during(work);
  }

  /** Writes out log and progress; never rejects: what the catalogue cannot take now is tried again. */
  async flush(): Promise<void> {
    await this.progressWriter.flush();
    await this.logWriter.flush().catch(() => undefined);
  }

  /** Nothing is written after this. */
  close(): void {
    this.deadline.stop();
    this.logWriter.close();
    this.progressWriter.close();
  }

  /**
   * Runs until it does not fail for want of the catalogue.
   * @throws AbortReason when the run is aborted meanwhile; one that was before (its end is being written) tries on
   */
  async whileAway<T>(work: () => Promise<T>): Promise<T> {
    const wasAborted = this.signal.aborted;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isAway(error) && !(error instanceof UnavailableError)) throw error;
        await sleep(AWAY_PAUSE_MS, undefined, { ref: false });
        if (!wasAborted) this.signal.throwIfAborted();
      }
    }
  }

  /** Without a good beat for the time of grace only a new one shows that the run is still ours. */
  private async assertFresh(): Promise<void> {
    this.signal.throwIfAborted();
    if (!this.beat.fresh && !(await this.beat.beat())) await this.explainFence();
  }

  /** What the run left behind is stored before its transaction begins. */
  private async collect(): Promise<CollectedFiles> {
    const collected = await this.whileAway(() => this.parts.files.collect(this.row, this.opened));
    for (const warning of collected.warnings) this.log('warn', warning);
    return collected;
  }

  private async publishIn<T extends object>(
    tx: Tx,
    work: (tx: Tx) => Promise<T>,
    collected: CollectedFiles,
  ): Promise<T> {
    const { id, attempt } = this.job;
    const fence = { id, attempt, from: 'RUNNING', to: 'COMPLETED', cause: 'run', unlessCancelled: true } as const;
    if (!(await this.parts.transitions.fence(tx, fence))) throw new FencedOut();
    const result = await work(tx);
    const { parametersAfter } = collected;
    const outputs = answeredOutputs(this.definition.outputs, collected.outputs, result);
    await managerOf(tx).update(Job, { id }, { result, parametersAfter, outputs });
    await this.parts.files.register(tx, this.row, collected);
    await upsertIndicators(managerOf(tx), id, this.measured);
    await this.parts.transitions.conclude(tx, fence);
    return result;
  }

  private get opened(): RunContainers {
    if (!this.containers) throw new Error(`Job ${this.job.number} has not been opened.`);
    return this.containers;
  }

  /** Why the row refused this run: a commit whose answer was lost was ours after all, anything else aborts the run. */
  async explainFence<T extends object>(): Promise<T> {
    const { id, attempt } = this.job;
    const now = await this.parts.transactions.read((manager) => manager.findOneBy(Job, { id }));
    if (now?.status === 'COMPLETED' && now.attempt === attempt) {
      this.completed = true;
      return now.result as T;
    }
    this.abort(abortKindOf(now, attempt));
    throw this.signal.reason;
  }
}

class FencedOut extends Error {}

function abortKindOf(now: Job | null, attempt: number): AbortKind {
  if (!now || now.attempt !== attempt) return 'lost';
  if (now.status === 'RUNNING') return now.cancelRequestedAt ? 'cancel' : 'lost';
  return now.cause === 'reset' || now.cause === 'timeout' || now.cause === 'cancel' ? now.cause : 'lost';
}
