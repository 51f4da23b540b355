import { Injectable, Logger } from '@nestjs/common';
import { SYSTEM, type Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { DomainError, errorText, UnavailableError } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import { JobSignals } from '../events/job-signals.js';
import { RunFiles } from '../files/run-files.js';
import { JobEndings } from '../job-endings.js';
import { upsertIndicators } from '../indicators/indicator-rows.js';
import { isEnded } from '../job-status.js';
import { JobTransitions, type Transition } from '../job-transitions.js';
import type { Job } from '../job.entity.js';
import { NestedRuns } from '../nested/nested-runs.js';
import { JobQueue } from '../queue/job-queue.js';
import type { Task } from '../task.js';
import { HeldRuns } from './held-runs.js';
import { JobRun } from './job-run.js';
import { settledOrLeft } from './run-deadline.js';
import type { RunSeat } from './run-seat.js';

/** A task that was told to stop and does not is left to itself after so long; its fence is up by then. */
const ABORT_GRACE_MS = 10_000;
/** The same while the process stops, which has to be over within 25 s. */
export const STOP_GRACE_MS = 3_000;
const RETRIES = 3;

/** Runs a claimed job's task, and writes how it ended. */
@Injectable()
export class RunExecutor {
  private readonly logger = new Logger(RunExecutor.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: JobTransitions,
    private readonly endings: JobEndings,
    private readonly queue: JobQueue,
    private readonly held: HeldRuns,
    private readonly signals: JobSignals,
    private readonly files: RunFiles,
    private readonly nested: NestedRuns,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Everything from the claim to the end; settles when all of it is written. */
  async execute(row: Job, task: Task, seat: RunSeat): Promise<void> {
    const run = this.begin(row, task, seat);
    try {
      if (row.attempt > 1) await run.logWriter.open().catch(() => undefined);
      await this.work(run, row, task);
    } finally {
      await this.finish(run, row);
      seat.free();
    }
  }

  /** From now on the run is this process's: it beats, its time counts, it can be told to stop. To be finished. */
  begin(row: Job, task: Task, seat: RunSeat): JobRun {
    const { transactions, transitions, signals, clock, files, nested } = this;
    const { beatGraceMs, maxRunMs: longest } = this.config.jobs;
    const parts = { transactions, transitions, signals, clock, files, nested, beatGraceMs };
    const maxRunMs = task.definition.maxRunMs ?? longest;
    const onOverdue = (run: JobRun): void => void this.timeOut(run, maxRunMs);
    const run = new JobRun(parts, row, task.definition, actorOf(row, task), { seat, maxRunMs, onOverdue });
    this.held.add(run);
    return run;
  }

  /** After its end was written: nothing of it goes on in this process. */
  async finish(run: JobRun, row: Job): Promise<void> {
    await run.flush();
    run.close();
    await this.files.close(row);
    this.held.remove(run);
  }

  private async work(run: JobRun, row: Job, task: Task): Promise<void> {
    const graceMs = (): number => (run.aborted === 'stop' ? STOP_GRACE_MS : ABORT_GRACE_MS);
    const whole = async (): Promise<void> => {
      await run.open();
      const result = await task.run(run, run.inputs.value() as object);
      if (!run.completed) await run.publish(async () => result ?? {});
    };
    try {
      await settledOrLeft(whole(), run.signal, graceMs);
    } catch (error) {
      if (run.completed) this.logger.error(`Job ${run.job.number} failed after it had published: ${errorText(error)}`);
      else await this.end(run, row, error);
    }
  }

  /** Writes the end of a run that did not complete; reset, loss and timeout were written by who caused them. */
  async end(run: JobRun, row: Job, error: unknown): Promise<void> {
    const base = { id: run.job.id, attempt: run.job.attempt, from: 'RUNNING' } as const;
    if (run.aborted === null && isOfCatalogue(error) && !row.manual && row.losses + 1 < this.config.jobs.maxAttempts) {
      run.log('warn', 'The catalogue went away during the run. The job is run again.');
      const again = { ...base, to: 'PENDING', cause: 'lost', set: { losses: row.losses + 1 } } as const;
      if (await this.write(run, again)) await this.queue.enqueue(row.id);
      if (!run.signal.aborted) return;
    }
    if (run.aborted === null) await this.fail(run, error);
    if (run.aborted === 'cancel') await this.write(run, { ...base, to: 'CANCELLED', cause: 'cancel' });
    if (run.aborted === 'stop' && row.manual) {
      const text = 'The server stopped. A job made by hand is not run again.';
      run.log('error', text);
      const set = { errorCode: 'stopped', errorMessage: text };
      await this.write(run, { ...base, to: 'FAILED', cause: 'stop', set });
    } else if (run.aborted === 'stop') {
      run.log('warn', 'The server stops: the job waits to be run again.');
      const again = { ...base, to: 'PENDING', cause: 'stop' } as const;
      if (await this.write(run, again)) await this.queue.enqueue(row.id, row.attempt); // another process may take it
    }
  }

  private async fail(run: JobRun, error: unknown): Promise<void> {
    const { id, attempt } = run.job;
    const errorMessage = run.logWriter.clean(failureText(error));
    const errorCode = error instanceof DomainError ? error.code : 'task-failed';
    if (!(error instanceof DomainError)) {
      const stack = error instanceof Error ? run.logWriter.clean(error.stack ?? '') : undefined;
      this.logger.error(`Job ${run.job.number}: ${errorMessage}`, stack);
    }
    run.log('error', errorMessage);
    const set = { errorCode, errorMessage };
    const failed = { id, attempt, from: 'RUNNING', to: 'FAILED', cause: 'run', unlessCancelled: true, set } as const;
    // A cancel that was accepted before counts: then this aborts the run, and its end is that of a cancelled one.
    if (!(await this.write(run, failed))) await run.explainFence().catch(() => undefined);
  }

  private async write(run: JobRun, transition: Transition): Promise<boolean> {
    await run.flush();
    const change = () =>
      this.transactions.run(
        async (tx) => {
          const job = await this.transitions.change(tx, transition);
          if (job && isEnded(job.status)) await upsertIndicators(managerOf(tx), job.id, run.measured);
          return job;
        },
        { retries: RETRIES },
      );
    try {
      return (await run.whileAway(change)) !== null;
    } catch (error) {
      if (error !== run.signal.reason) throw error; // told to stop while the catalogue was away: another end is to be written
      return false;
    }
  }

  private async timeOut(run: JobRun, maxRunMs: number): Promise<void> {
    if (run.completed) return;
    await run.flush();
    try {
      const ended = await run.whileAway(() => this.endings.timeOut(run.job, maxRunMs));
      if (ended) run.abort('timeout');
    } catch (error) {
      if (error === run.signal.reason) return; // it ends in another way
      this.logger.error(`Job ${run.job.number} could not be ended at its maximum: ${errorText(error)}`);
      run.abort('timeout');
    }
  }
}

/** Who started it, with the rights that the task itself asks for, in the job's workspace only. */
function actorOf(job: Job, { definition }: Task): Actor {
  if (job.startedByKind === 'system') return SYSTEM;
  return {
    kind: job.startedByKind,
    userId: job.startedById,
    name: job.startedByName,
    role: null,
    workspaceRoles: { [job.workspaceId]: definition.role },
  };
}

/** Whether the task stumbled over our own database being away: that says nothing about the work. */
function isOfCatalogue(error: unknown): boolean {
  return error instanceof UnavailableError && error.code.startsWith('catalogue-');
}

/** A DomainError's message is made for people; a database's own words may quote rows and stay in the server's log. */
function failureText(error: unknown): string {
  if (error instanceof DomainError) return error.message;
  if (error instanceof Error && 'driverError' in error)
    return "The task failed on the catalogue; the server's log says how.";
  return `The task failed: ${errorText(error)}`;
}
