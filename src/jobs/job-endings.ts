import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { isUniqueViolation } from '../persistence/database-errors.js';
import { Transactions } from '../persistence/transactions.js';
import type { Tx } from '../persistence/tx.js';
import { JobTransitions, type Transition } from './job-transitions.js';
import type { Job } from './job.entity.js';
import { JobLogs } from './log/job-logs.js';
import type { LogLevel } from './log/log-level.js';

/** A line that goes into the job's log with a change. */
export interface EndingLine {
  readonly level: LogLevel;
  readonly text: string;
}

/** What was seen of a run that seems lost: it is only taken over if nothing has moved since. */
export interface SeenBeat {
  readonly attempt: number;
  readonly beat: number | null;
}

/** How often a change is tried again whose log line met another writer's. */
const TRIES = 10;
const RETRIES = 3;

/** Ends of runs that come from outside of them, each with its line in the log. */
@Injectable()
export class JobEndings {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: JobTransitions,
    private readonly logs: JobLogs,
    private readonly config: Config,
  ) {}

  /**
   * Changes the state, the line before the observers see the log.
   * @param more further work of the same transaction, once the change is certain
   * @returns the row after it, or null when the job was no longer as supposed
   */
  async change(
    transition: Transition,
    line: EndingLine,
    more?: (tx: Tx, job: Job) => Promise<void>,
  ): Promise<Job | null> {
    return this.retried(async (tx) => {
      if (!(await this.transitions.fence(tx, transition))) return null;
      await this.logs.append(tx, transition.id, line.level, line.text);
      const job = await this.transitions.conclude(tx, transition);
      await more?.(tx, job);
      return job;
    });
  }

  /** Ends a run that took too long: nothing that it still does is kept. */
  async timeOut({ id, attempt }: Pick<Job, 'id' | 'attempt'>, maxRunMs: number): Promise<Job | null> {
    const text = `Task auto-reset after exceeding ${durationText(maxRunMs)} runtime.`;
    const set = { errorCode: 'timeout', errorMessage: text };
    return this.change({ id, from: 'RUNNING', to: 'FAILED', cause: 'timeout', attempt, set }, { level: 'error', text });
  }

  /**
   * Takes a job from a worker that is gone: it waits again, or is given up when that was once too often.
   * @param seen what the sweeper watched; null when the holder is known to be dead
   */
  async lose(job: Job, seen: SeenBeat | null): Promise<Job | null> {
    const { id, attempt, cancelRequestedAt } = job;
    const losses = job.losses + 1;
    const base = { id, from: 'RUNNING', attempt, condition: seen ? unmoved(seen) : undefined } as const;
    if (job.manual || losses >= this.config.jobs.maxAttempts) {
      const text = job.manual
        ? 'Whoever ran this job is gone: no sign of life. A job made by hand is not run again.'
        : `The worker was lost ${times(losses)}. The job is not tried again: start it anew once the cause is found.`;
      const set = { losses, errorCode: 'lost', errorMessage: text };
      return this.change({ ...base, to: 'FAILED', cause: 'lost', set }, { level: 'error', text });
    }
    const text = `The worker of attempt ${attempt} was lost: no sign of life.`;
    if (cancelRequestedAt) {
      return this.change({ ...base, to: 'CANCELLED', cause: 'cancel', set: { losses } }, { level: 'warn', text });
    }
    const line = { level: 'warn', text: `${text} The job is run again.` } as const;
    return this.change({ ...base, to: 'PENDING', cause: 'lost', set: { losses } }, line);
  }

  /** A transaction that writes a log line: run again when a worker wrote the same number at that moment. */
  async retried<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.transactions.run(work, { retries: RETRIES });
      } catch (error) {
        if (tries >= TRIES || !isUniqueViolation(error)) throw error;
      }
    }
  }
}

function unmoved({ beat, attempt }: SeenBeat): Transition['condition'] {
  const same = 'SELECT 1 FROM job_beat b WHERE b.job_id = job.id AND b.attempt = :seenAttempt AND b.beat = :seenBeat';
  if (beat !== null) return { sql: `EXISTS (${same})`, values: { seenAttempt: attempt, seenBeat: beat } };
  return { sql: 'NOT EXISTS (SELECT 1 FROM job_beat b WHERE b.job_id = job.id)', values: {} };
}

/** `2h`, `90m`, `45s`, `1500ms`: the largest unit that needs no fraction. */
export function durationText(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : count === 3 ? 'three times' : `${count} times`;
}
