import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { errorText } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { JobEndings } from '../job-endings.js';
import { Job } from '../job.entity.js';
import { JobQueue } from '../queue/job-queue.js';
import { TaskRegistry } from '../registry/task-registry.js';
import type { Task } from '../task.js';
import { HeldRuns } from './held-runs.js';
import { JobClaims, type Claimable } from './job-claims.js';
import { KeyedGate, type GateKey } from './keyed-gate.js';
import { Places, type Place } from './places.js';
import { RunExecutor, STOP_GRACE_MS } from './run-executor.js';
import { KeyedSeat } from './run-seat.js';

/** A job that could not be claimed for want of the catalogue is rung again after so long. */
const RERING_MS = 5_000;
/** Beyond the tasks' own grace, for writing how they ended. */
const LAST_WRITES_MS = 1_000;
/** While it stops: how often it is looked whether anything still works. */
const LOOK_MS = 250;

/** All that is asked of a job before it is claimed: rings repeat, and a whole row is read at the claim anyway. */
type WaitingJob = Claimable & Pick<Job, 'status' | 'grouping' | 'manual' | 'task' | 'concurrencyKey'>;
const ASKED = {
  ...{ id: true, attempt: true, startedAt: true },
  ...{ status: true, grouping: true, manual: true, task: true, concurrencyKey: true },
} as const satisfies Record<keyof WaitingJob, true>;

/** Takes jobs from the queue, claims them, and has them run within their bounds. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);
  private readonly gate: KeyedGate;
  private readonly places: Places;
  private draining: Promise<void> | null = null;
  private readonly working = new Set<Promise<void>>();

  constructor(
    private readonly transactions: Transactions,
    private readonly claims: JobClaims,
    private readonly endings: JobEndings,
    private readonly queue: JobQueue,
    private readonly registry: TaskRegistry,
    private readonly held: HeldRuns,
    private readonly executor: RunExecutor,
    private readonly config: Config,
  ) {
    this.places = new Places(config.jobs.concurrency);
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
    await this.idle(this.config.jobs.drainMs, () => this.onlyWaits());
    for (const run of this.held.all()) run.abort('stop');
    await this.idle(STOP_GRACE_MS + LAST_WRITES_MS);
  }

  /** Takes a job that was rung for, and runs it unless it does not wait any more; settles when its place is free, never rejects. */
  async handle(id: string): Promise<void> {
    const place = await this.places.enter();
    if (this.draining) return place.free();
    const work = this.look(id, place)
      .catch((error: unknown) => {
        this.logger.error(`Job ${id} could not be handled: ${errorText(error)}`);
        setTimeout(() => void this.queue.enqueue(id), RERING_MS).unref();
      })
      .finally(() => place.free());
    this.working.add(work);
    void work.finally(() => this.working.delete(work));
    await place.left;
  }

  /** Whether all that is under way waits for other jobs, which begin nowhere here any more. */
  private onlyWaits(): boolean {
    const runs = this.held.all();
    return runs.length >= this.working.size && runs.every((run) => run.waiting);
  }

  /**
   * Waits until nothing is under way, at most so long.
   * @param enough also what is under way may then be left: twice in a row, for one who waits may be about to go on
   */
  private async idle(ms: number, enough: () => boolean = () => false): Promise<void> {
    const tooLong = new AbortController();
    const timer = sleep(ms, undefined, { signal: tooLong.signal }).catch(() => undefined);
    let seen = 0;
    const look = setInterval(() => {
      seen = this.working.size > 0 && enough() ? seen + 1 : 0;
      if (seen >= 2) tooLong.abort();
    }, LOOK_MS);
    await Promise.race([Promise.all(this.working), timer]);
    clearInterval(look);
    tooLong.abort();
  }

  private async look(id: string, place: Place): Promise<void> {
    const job = await this.transactions.read((manager) => manager.findOne(Job, { select: ASKED, where: { id } }));
    if (!job || job.status !== 'PENDING' || job.grouping || job.manual) return this.gate.pass(id);
    const task = this.registry.find(job.task);
    if (task) await this.runGated(job, task, place);
    else await this.refuseUnknown(job);
  }

  private async runGated(job: WaitingJob, task: Task, place: Place): Promise<void> {
    const keys = this.gateKeys(job, task);
    if (!this.gate.enter(keys, job.id)) return;
    const seat = new KeyedSeat(place, this.gate, keys);
    try {
      const row = this.draining ? null : await this.claims.claim(job);
      if (row) await this.executor.execute(row, task, seat);
    } finally {
      seat.free();
    }
  }

  private gateKeys(job: WaitingJob, { definition }: Task): GateKey[] {
    const keys: GateKey[] = [];
    if (job.concurrencyKey !== null) keys.push({ key: `host ${job.concurrencyKey}`, limit: this.config.jobs.perHost });
    if (definition.concurrency) keys.push({ key: `task ${definition.name}`, limit: definition.concurrency });
    return keys;
  }

  private async refuseUnknown({ id, task }: WaitingJob): Promise<void> {
    const text = `This server knows no task "${task}".`;
    const set = { errorCode: 'unknown-task', errorMessage: text };
    await this.endings.change({ id, from: 'PENDING', to: 'FAILED', cause: 'run', set }, { level: 'error', text });
  }
}
