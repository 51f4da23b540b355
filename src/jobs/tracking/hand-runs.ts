import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Config } from '../../config/config.js';
import type { Job } from '../job.entity.js';
import { HeldRuns } from '../runner/held-runs.js';
import { Heartbeat } from '../runner/heartbeat.js';
import type { JobRun } from '../runner/job-run.js';
import { RunExecutor, STOP_GRACE_MS } from '../runner/run-executor.js';
import { NO_SEAT } from '../runner/run-seat.js';
import type { Task } from '../task.js';

/** Runs whose states are set by hand: this process gives their signs of life, and ends them when they are told to stop. */
@Injectable()
export class HandRuns {
  private readonly runs = new Map<string, { readonly run: JobRun; readonly row: Job }>();

  constructor(
    private readonly executor: RunExecutor,
    private readonly heartbeat: Heartbeat,
    private readonly held: HeldRuns,
    private readonly config: Config,
  ) {}

  /** From now on it beats. */
  begin(row: Job, task: Task): void {
    this.heartbeat.start();
    const run = this.executor.begin(row, task, NO_SEAT);
    this.runs.set(row.id, { run, row });
    const stopped = (): void =>
      void this.executor
        .end(run, row, run.signal.reason)
        .catch(() => undefined)
        .finally(() => this.end(row.id));
    run.signal.addEventListener('abort', stopped, { once: true });
  }

  /** Its end was written. */
  async end(jobId: string): Promise<void> {
    const known = this.runs.get(jobId);
    if (!known || !this.runs.delete(jobId)) return;
    await this.executor.finish(known.run, known.row);
  }

  /** While the process stops: lets tracked work finish for the configured time, then gives up what is left. */
  async release(working: readonly Promise<void>[]): Promise<void> {
    const within = (ms: number, work: Promise<unknown>): Promise<unknown> =>
      Promise.race([work, sleep(ms, undefined, { ref: false })]);
    await within(this.config.jobs.drainMs, Promise.allSettled(working));
    for (const run of this.held.all()) if (run.manual) run.abort('stop');
    await within(STOP_GRACE_MS, Promise.allSettled(working));
    for (let waits = 0; this.runs.size > 0 && waits < 60; waits++) await sleep(50);
  }
}
