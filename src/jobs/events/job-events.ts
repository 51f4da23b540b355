import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { In } from 'typeorm';
import type { Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { errorText } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { JobQueries } from '../job-queries.js';
import { isEnded } from '../job-status.js';
import { Job } from '../job.entity.js';
import { JobRunner } from '../runner/job-runner.js';
import { parseCursor } from './event-cursor.js';
import { eventsAfter, linesAfter, type EventStart } from './event-rows.js';
import type { JobEventMessage } from './job-event-message.js';
import { JobSignals } from './job-signals.js';
import { JobWatcher } from './job-watcher.js';

/** Jobs asked for in one query. */
const JOBS_AT_ONCE = 100;
/** After the end a run may say last words for so long; a log is written within a second. */
const LAST_WORDS_MS = 1_500;
/** A signal is answered after so long, so that many at once cost one poll. */
const WAKE_MS = 25;
/** Every so many polls it is looked whether the watched jobs still exist. */
const EXISTENCE_EVERY = 20;

/** Lets any number of people watch jobs: one poll of the numbered rows serves them all, signals only hasten it. */
@Injectable()
export class JobEvents implements BeforeApplicationShutdown {
  private readonly logger = new Logger(JobEvents.name);
  private readonly watchers = new Set<JobWatcher>();
  private timer: NodeJS.Timeout | null = null;
  private polling = false;
  private again = false;
  private polls = 0;
  private stopped = false;
  private due = Infinity;

  constructor(
    private readonly transactions: Transactions,
    private readonly queries: JobQueries,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly runner: JobRunner,
    signals: JobSignals,
  ) {
    signals.listen((jobId) => this.wake(jobId));
  }

  /**
   * What happened to a job after `after` (the id of an event, a Last-Event-ID), then what happens, until it has ended.
   * @throws NotFoundError before the first message
   */
  async *watch(
    actor: Actor,
    jobId: string,
    options: { readonly after?: string | null; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<JobEventMessage, void, undefined> {
    const { job } = await this.queries.get(actor, jobId);
    const watcher = new JobWatcher(jobId, parseCursor(options.after));
    if (isEnded(job.status) && watcher.cursor.status >= job.statusSeq) watcher.endedAt = this.clock.monotonic();
    const close = (): void => watcher.close();
    options.signal?.addEventListener('abort', close, { once: true });
    if (options.signal?.aborted || this.stopped) close();
    this.watchers.add(watcher);
    this.schedule(0);
    try {
      for (let message = await watcher.next(); message; message = await watcher.next()) yield message;
    } finally {
      this.watchers.delete(watcher);
      options.signal?.removeEventListener('abort', close);
    }
  }

  /** Open streams would keep the HTTP server from closing; they may show the last jobs finish before. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.drain();
    this.stopped = true;
    for (const watcher of this.watchers) watcher.close();
    this.watchers.clear();
    if (this.timer) clearTimeout(this.timer);
  }

  private wake(jobId: string): void {
    for (const watcher of this.watchers) {
      if (watcher.jobId !== jobId) continue;
      this.again = this.polling;
      this.schedule(WAKE_MS);
      return;
    }
  }

  private schedule(ms: number): void {
    const due = performance.now() + ms;
    if (this.stopped || this.polling || this.watchers.size === 0 || (this.timer && this.due <= due)) return;
    if (this.timer) clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => void this.poll(), ms).unref();
  }

  private async poll(): Promise<void> {
    this.timer = null;
    this.polling = true;
    this.again = false;
    try {
      const jobIds = [...new Set([...this.watchers].filter((one) => !one.full).map((one) => one.jobId))];
      for (let start = 0; start < jobIds.length; start += JOBS_AT_ONCE) {
        await this.pollJobs(jobIds.slice(start, start + JOBS_AT_ONCE));
      }
      if (++this.polls % EXISTENCE_EVERY === 0) await this.closeForgotten(jobIds);
    } catch (error) {
      this.logger.warn(`Events could not be read: ${errorText(error)}`);
    } finally {
      this.polling = false;
      this.closeEnded();
      this.schedule(this.again ? WAKE_MS : this.config.jobs.eventPollMs);
    }
  }

  /** Events first: a line that was written before a change of state is there when the change is. */
  private async pollJobs(jobIds: readonly string[]): Promise<void> {
    // Who comes, or takes messages again, while the rows are read is behind them: the next poll is theirs.
    const served = [...this.watchers].filter((one) => !one.full && jobIds.includes(one.jobId));
    const starts = jobIds.map((id) => startOf(id, served)).filter((start) => start !== null);
    if (starts.length === 0) return;
    await this.transactions.read(async (manager) => {
      const events = await eventsAfter(manager, starts);
      const lines = await linesAfter(manager, starts);
      const now = this.clock.monotonic();
      for (const watcher of served) {
        watcher.offer(events.get(watcher.jobId) ?? [], lines.get(watcher.jobId) ?? [], now);
      }
    });
  }

  private closeEnded(): void {
    const now = this.clock.monotonic();
    for (const watcher of this.watchers) {
      if (watcher.endedAt !== null && now - watcher.endedAt >= LAST_WORDS_MS) watcher.close();
    }
  }

  private async closeForgotten(jobIds: string[]): Promise<void> {
    const there = await this.transactions.read((manager) =>
      manager.find(Job, { select: { id: true }, where: { id: In(jobIds) } }),
    );
    const ids = new Set(there.map(({ id }) => id));
    for (const watcher of this.watchers) {
      if (jobIds.includes(watcher.jobId) && !ids.has(watcher.jobId)) watcher.close();
    }
  }
}

/** The rows that the one of a job's watchers needs who is furthest behind; null when nobody watches it. */
function startOf(jobId: string, watchers: readonly JobWatcher[]): EventStart | null {
  const cursors = watchers.filter((one) => one.jobId === jobId).map((one) => one.cursor);
  if (cursors.length === 0) return null;
  const least = (kind: 'status' | 'progress' | 'log'): number => Math.min(...cursors.map((cursor) => cursor[kind]));
  return { jobId, status: least('status'), progress: least('progress'), log: least('log') };
}
