import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { SYSTEM, type Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { DomainError, errorText } from '../../common/errors.js';
import { newId } from '../../common/id.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { JobSignals } from '../events/job-signals.js';
import { JobEndings } from '../job-endings.js';
import { JobTransitions, type Transition } from '../job-transitions.js';
import { Job } from '../job.entity.js';
import { JobQueue } from '../queue/job-queue.js';
import { TaskRegistry } from '../registry/task-registry.js';
import type { Task } from '../task.js';
import { HeldRuns } from './held-runs.js';
import { JobRun } from './job-run.js';
import { KeyedGate, type GateKey } from './keyed-gate.js';

/** A task that was told to stop and does not is left to itself after so long; its fence is up by then. */
const ABORT_GRACE_MS = 10_000;
/** The same while the process stops, which has to be over within 25 s. */
const STOP_GRACE_MS = 3_000;
/** A job that could not be claimed for want of the catalogue is rung again after so long. */
const RERING_MS = 5_000;
/** The longest time that a timer of Node can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const DRAIN_POLL_MS = 50;

/** Takes jobs from the queue, runs their tasks, and writes how they ended. */
@Injectable()
export class JobRunner {
  /** Names this process in the rows of the jobs that it runs. */
  readonly serverId = newId();
  private readonly logger = new Logger(JobRunner.name);
  private readonly gate: KeyedGate;
  private draining = false;
  private handling = 0;

  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: JobTransitions,
    private readonly endings: JobEndings,
    private readonly queue: JobQueue,
    private readonly registry: TaskRegistry,
    private readonly held: HeldRuns,
    private readonly signals: JobSignals,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    this.gate = new KeyedGate((id) => void this.queue.enqueue(id));
  }

  /** Begins to take jobs. */
  start(): void {
    this.queue.consume((id) => this.handle(id));
  }

  /** Stops to take jobs, lets those that run finish for the configured time, then gives them back uncharged. */
  async drain(): Promise<void> {
    this.draining = true;
    await this.queue.close();
    const until = this.clock.monotonic() + this.config.jobs.drainMs;
    while (this.handling > 0 && this.clock.monotonic() < until) await sleep(DRAIN_POLL_MS);
    for (const run of this.held.all()) run.abort('stop');
    const last = this.clock.monotonic() + STOP_GRACE_MS + 1_000;
    while (this.handling > 0 && this.clock.monotonic() < last) await sleep(DRAIN_POLL_MS);
  }

  /** Runs a job that was rung for, unless it does not wait any more; never rejects. */
  async handle(id: string): Promise<void> {
    if (this.draining) return;
    this.handling++;
    try {
      const job = await this.transactions.read((manager) => manager.findOneBy(Job, { id }));
      if (!job || job.status !== 'PENDING' || job.grouping) return;
      const task = this.registry.find(job.task);
      if (task) await this.runGated(job, task);
      else await this.refuseUnknown(job);
    } catch (error) {
      this.logger.error(`Job ${id} could not be handled: ${errorText(error)}`);
      setTimeout(() => void this.queue.enqueue(id), RERING_MS).unref();
    } finally {
      this.handling--;
    }
  }

  private async runGated(job: Job, task: Task): Promise<void> {
    const keys = this.gateKeys(job, task);
    if (!this.gate.enter(keys, job.id)) return;
    try {
      const row = await this.claim(job);
      if (row) await this.run(row, job, task);
    } finally {
      this.gate.leave(keys);
    }
  }

  private gateKeys(job: Job, { definition }: Task): GateKey[] {
    const keys: GateKey[] = [];
    if (job.concurrencyKey !== null) keys.push({ key: `host ${job.concurrencyKey}`, limit: this.config.jobs.perHost });
    if (definition.concurrency) keys.push({ key: `task ${definition.name}`, limit: definition.concurrency });
    return keys;
  }

  private async claim(job: Job): Promise<Job | null> {
    const now = this.clock.now();
    const attempt = job.attempt + 1;
    const set = { attempt, claimedAt: now, startedAt: job.startedAt ?? now, holder: this.serverId };
    const { id } = job;
    const claim = { id, from: 'PENDING', to: 'RUNNING', cause: 'claim', attempt: job.attempt, set } as const;
    return this.transactions.run((tx) => this.transitions.change(tx, claim), { retries: 3 });
  }

  private async run(row: Job, before: Job, task: Task): Promise<void> {
    const { transactions, transitions, signals, clock } = this;
    const parts = { transactions, transitions, signals, clock, beatGraceMs: this.config.jobs.beatGraceMs };
    const run = new JobRun(parts, row, actorOf(row, task));
    this.held.add(run);
    const deadline = this.watchTime(run, task.definition.maxRunMs ?? this.config.jobs.maxRunMs);
    try {
      if (before.attempt > 0) await run.logWriter.open().catch(() => undefined);
      await this.work(run, row, task);
    } finally {
      clearTimeout(deadline());
      await run.flush();
      run.close();
      this.held.remove(run);
    }
  }

  private async work(run: JobRun, row: Job, task: Task): Promise<void> {
    try {
      const result = await settledOrLeft(run, Promise.resolve(task.run(run, row.parameters)));
      if (!run.completed) await run.publish(async () => result ?? {});
    } catch (error) {
      if (run.completed) this.logger.error(`Job ${run.job.number} failed after it had published: ${errorText(error)}`);
      else await this.end(run, error);
    }
  }

  /** Writes the end of a run that did not complete; reset, loss and timeout were written by who caused them. */
  private async end(run: JobRun, error: unknown): Promise<void> {
    const { id, attempt } = run.job;
    const base = { id, from: 'RUNNING', attempt } as const;
    const indicators = run.measured;
    switch (run.aborted) {
      case null: {
        const errorMessage = run.logWriter.clean(failureText(error));
        const errorCode = error instanceof DomainError ? error.code : 'task-failed';
        if (!(error instanceof DomainError))
          this.logger.error(errorMessage, error instanceof Error ? run.logWriter.clean(error.stack ?? '') : undefined);
        run.log('error', errorMessage);
        return this.write(run, {
          ...base,
          to: 'FAILED',
          cause: 'run',
          unlessCancelled: true,
          set: { errorCode, errorMessage, indicators },
        });
      }
      case 'cancel':
        return this.write(run, { ...base, to: 'CANCELLED', cause: 'cancel', set: { indicators } });
      case 'stop':
        run.log('warn', 'The server stops: the job waits to be run again.');
        return this.write(run, { ...base, to: 'PENDING', cause: 'stop' });
      default:
        return;
    }
  }

  private async write(run: JobRun, transition: Transition): Promise<void> {
    await run.flush();
    const job = await run.whileAway(() =>
      this.transactions.run((tx) => this.transitions.change(tx, transition), { retries: 3 }),
    );
    if (job || transition.to !== 'FAILED') return;
    // A cancel that came while the task failed on its own: the cancel was accepted, so it counts.
    await run.explainFence().catch(() => undefined);
    if (run.aborted === 'cancel') await this.end(run, null);
  }

  /** Ends the run at its maximum; answers the timer that is set. */
  private watchTime(run: JobRun, maxRunMs: number): () => NodeJS.Timeout {
    const arm = (): NodeJS.Timeout => {
      const left = maxRunMs - (this.clock.monotonic() - run.claimedAt);
      return setTimeout(
        () => {
          if (this.clock.monotonic() - run.claimedAt < maxRunMs) timer = arm();
          else void this.timeOut(run, maxRunMs);
        },
        Math.min(Math.max(left, 1), LONGEST_TIMER_MS),
      );
    };
    let timer = arm();
    return () => timer;
  }

  private async timeOut(run: JobRun, maxRunMs: number): Promise<void> {
    if (run.completed) return;
    await run.flush();
    try {
      const ended = await run.whileAway(() =>
        this.endings.timeOut({ id: run.job.id, attempt: run.job.attempt }, maxRunMs),
      );
      if (ended) run.abort('timeout');
    } catch (error) {
      this.logger.error(`Job ${run.job.number} could not be ended at its maximum: ${errorText(error)}`);
      run.abort('timeout');
    }
  }

  private async refuseUnknown({ id, task }: Job): Promise<void> {
    const text = `This server knows no task "${task}".`;
    const set = { errorCode: 'unknown-task', errorMessage: text };
    await this.endings.change({ id, from: 'PENDING', to: 'FAILED', cause: 'run', set }, { level: 'error', text });
  }
}

/** The task's answer; once it was told to stop it is waited for no longer than the time of grace. */
async function settledOrLeft<T>(run: JobRun, work: Promise<T>): Promise<T> {
  const { signal } = run;
  let timer: NodeJS.Timeout | undefined;
  let leave = (): void => undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => {
      const grace = run.aborted === 'stop' ? STOP_GRACE_MS : ABORT_GRACE_MS;
      timer = setTimeout(() => reject(signal.reason as Error), grace);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    signal.removeEventListener('abort', leave);
    clearTimeout(timer);
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

/** A DomainError's message is made for people; of anything else only its message is told, never its stack. */
function failureText(error: unknown): string {
  return error instanceof DomainError ? error.message : `The task failed: ${errorText(error)}`;
}
