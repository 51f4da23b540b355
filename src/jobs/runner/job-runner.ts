import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { errorText } from '../../common/errors.js';
import { newId } from '../../common/id.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { JobEndings } from '../job-endings.js';
import { JobTransitions } from '../job-transitions.js';
import { Job } from '../job.entity.js';
import { JobQueue } from '../queue/job-queue.js';
import { TaskRegistry } from '../registry/task-registry.js';
import type { Task } from '../task.js';
import { HeldRuns } from './held-runs.js';
import { KeyedGate, type GateKey } from './keyed-gate.js';
import { RunExecutor, STOP_GRACE_MS } from './run-executor.js';

/** A job that could not be claimed for want of the catalogue is rung again after so long. */
const RERING_MS = 5_000;
/** Beyond the tasks' own grace, for writing how they ended. */
const LAST_WRITES_MS = 1_000;

/** Takes jobs from the queue, claims them, and has them run within their bounds. */
@Injectable()
export class JobRunner {
  /** Names this process in the rows of the jobs that it runs. */
  readonly serverId = newId();
  private readonly logger = new Logger(JobRunner.name);
  private readonly gate: KeyedGate;
  private draining: Promise<void> | null = null;
  private readonly working = new Set<Promise<void>>();

  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: JobTransitions,
    private readonly endings: JobEndings,
    private readonly queue: JobQueue,
    private readonly registry: TaskRegistry,
    private readonly held: HeldRuns,
    private readonly executor: RunExecutor,
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
  drain(): Promise<void> {
    return (this.draining ??= this.drainOnce());
  }

  /** Whether the process takes no more jobs: not ready for traffic any more. */
  get stopping(): boolean {
    return this.draining !== null;
  }

  private async drainOnce(): Promise<void> {
    await this.queue.close();
    await this.idle(this.config.jobs.drainMs);
    for (const run of this.held.all()) run.abort('stop');
    await this.idle(STOP_GRACE_MS + LAST_WRITES_MS);
  }

  /** Runs a job that was rung for, unless it does not wait any more; never rejects. */
  async handle(id: string): Promise<void> {
    if (this.draining) return;
    const work = this.look(id).catch((error: unknown) => {
      this.logger.error(`Job ${id} could not be handled: ${errorText(error)}`);
      setTimeout(() => void this.queue.enqueue(id), RERING_MS).unref();
    });
    this.working.add(work);
    await work.finally(() => this.working.delete(work));
  }

  /** Waits until nothing is under way, at most so long. */
  private async idle(ms: number): Promise<void> {
    const tooLong = new AbortController();
    const timer = sleep(ms, undefined, { signal: tooLong.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.working), timer]);
    tooLong.abort();
  }

  private async look(id: string): Promise<void> {
    const job = await this.transactions.read((manager) => manager.findOneBy(Job, { id }));
    if (!job || job.status !== 'PENDING' || job.grouping) return this.gate.pass(id);
    const task = this.registry.find(job.task);
    if (task) await this.runGated(job, task);
    else await this.refuseUnknown(job);
  }

  private async runGated(job: Job, task: Task): Promise<void> {
    const keys = this.gateKeys(job, task);
    if (!this.gate.enter(keys, job.id)) return;
    try {
      const row = await this.claim(job);
      if (row) await this.executor.execute(row, task);
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

  private async refuseUnknown({ id, task }: Job): Promise<void> {
    const text = `This server knows no task "${task}".`;
    const set = { errorCode: 'unknown-task', errorMessage: text };
    await this.endings.change({ id, from: 'PENDING', to: 'FAILED', cause: 'run', set }, { level: 'error', text });
  }
}
