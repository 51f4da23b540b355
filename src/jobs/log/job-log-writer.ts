import type { Clock } from '../../common/clock.js';
import type { Transactions } from '../../persistence/transactions.js';
import type { JobSignals } from '../events/job-signals.js';
import { JobLog } from '../job-log.entity.js';
import { Job } from '../job.entity.js';
import { insertWhile } from '../../persistence/bulk/insert-while.js';
import { isUniqueViolation } from '../../persistence/database-errors.js';
import { outsideTransactions } from '../../persistence/transaction-guard.js';
import { LOG_LIMITS, LogBound, type LogLimits } from './log-bound.js';
import { lastSeq } from './job-logs.js';
import type { LogLevel } from './log-level.js';
import { cleanMessage } from './log-text.js';

/** Lines are written at least so often: a second is promised, writing takes its own time. */
export const FLUSH_MS = 500;
/** Rows of one INSERT. */
const CHUNK = 200;
/** With so many lines waiting they are written at once. */
const FLUSH_LINES = 1_000;

interface Line {
  readonly at: Date;
  readonly level: LogLevel;
  /** Emptied once it is written. */
  message: string;
  readonly bytes: number;
  /** Null while it has not been written. */
  seq: number | null;
  dropped: boolean;
  /** Lines that were dropped unwritten right before this one; they have their numbers. */
  skipped: number;
}

/** The log of one run: lines are buffered, bounded, written in batches, and kept while the catalogue is away. */
export class JobLogWriter {
  private readonly bound: LogBound<Line>;
  private readonly secrets = new Set<string>();
  private pending: Line[] = [];
  private droppedPending = 0;
  private trimTo = 0;
  private trimmedTo = 0;
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> | null = null;
  private closed = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly signals: JobSignals,
    private readonly run: { readonly id: string; readonly attempt: number },
    private readonly limits: LogLimits = LOG_LIMITS,
  ) {
    this.bound = new LogBound(limits);
  }

  /** Takes account of what earlier attempts wrote. */
  async open(): Promise<void> {
    const lines = await this.transactions.read((manager) =>
      manager.find(JobLog, {
        select: { jobId: true, seq: true, bytes: true, level: true, at: true },
        where: { jobId: this.run.id },
        order: { seq: 'ASC' },
      }),
    );
    for (const { seq, bytes, level, at } of lines) {
      this.bound.add({ at, level, message: '', bytes, seq, dropped: false, skipped: 0 }, bytes);
    }
  }

  /** From now on the value appears in no line. */
  redact(secret: string): void {
    if (secret !== '') this.secrets.add(secret);
  }

  /** A text as it may be shown. */
  clean(text: string): string {
    return cleanMessage(text, [...this.secrets]);
  }

  append(level: LogLevel, text: string): void {
    if (this.closed) return;
    const message = this.clean(text);
    const bytes = Buffer.byteLength(message);
    const line: Line = { at: this.clock.now(), level, message, bytes, seq: null, dropped: false, skipped: 0 };
    this.pending.push(line);
    for (const old of this.bound.add(line, bytes)) this.drop(old);
    if (this.pending.length >= FLUSH_LINES) this.flushSoon();
    else this.schedule();
  }

  /**
   * Writes what is waiting.
   * @throws when the catalogue is away; the lines are kept and tried again
   */
  async flush(): Promise<void> {
    while (this.flushing) await this.flushing;
    if (this.pending.length === 0 && this.trimTo <= this.trimmedTo) return;
    this.flushing = this.write().finally(() => (this.flushing = null));
    await this.flushing;
  }

  /** Ends it: what could not be written by now is given up. */
  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.pending = [];
  }

  private schedule(): void {
    if (this.timer || this.closed) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.flushSoon();
    }, FLUSH_MS);
    this.timer.unref();
  }

  /** A task may log while it publishes: its lines are no part of that transaction. */
  private flushSoon(): void {
    outsideTransactions(() => void this.flush().catch(() => this.schedule()));
  }

  private drop(line: Line): void {
    line.dropped = true;
    line.message = '';
    if (line.seq !== null) {
      this.trimTo = Math.max(this.trimTo, line.seq);
      return;
    }
    if (++this.droppedPending >= this.limits.lines) this.compact();
  }

  /** Takes dropped lines out of the waiting ones; whoever comes after them carries their number on. */
  private compact(): void {
    let skipped = 0;
    const kept: Line[] = [];
    for (const line of this.pending) {
      if (line.dropped) {
        skipped += line.skipped + 1;
        continue;
      }
      line.skipped += skipped;
      skipped = 0;
      kept.push(line);
    }
    this.pending = kept;
    this.droppedPending = 0;
  }

  private async write(): Promise<void> {
    this.compact();
    while (this.pending.length > 0) {
      const lines = this.pending.splice(0, CHUNK);
      try {
        if (!(await this.insert(lines))) return this.close();
      } catch (error) {
        this.pending.unshift(...lines);
        throw error;
      }
    }
    await this.trim();
    this.signals.ring(this.run.id);
  }

  /**
   * Numbers are the next after whatever is there: other writers (a reset) may have been at it. An old worker writes
   * nothing any more; the one that completed may add its last words.
   * @returns false when the job is this run's no longer
   */
  private async insert(lines: readonly Line[]): Promise<boolean> {
    const { id, attempt } = this.run;
    const still = { id: [id], attempt: [attempt], status: ['RUNNING', 'COMPLETED'] };
    for (;;) {
      try {
        return await this.transactions.read(async (manager) => {
          let seq = await lastSeq(manager, id);
          const numbers = lines.map((line) => (seq += line.skipped + 1));
          const rows = lines.map(({ at, level, message, bytes }, index) => {
            return { jobId: id, seq: numbers[index], at, level, message, bytes };
          });
          if (!(await insertWhile(manager, JobLog, rows, Job, still))) return false;
          lines.forEach((line, index) => this.written(line, numbers[index] ?? 0));
          return true;
        });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
      }
    }
  }

  private written(line: Line, seq: number): void {
    line.seq = seq;
    line.message = '';
    if (line.dropped) this.trimTo = Math.max(this.trimTo, seq);
  }

  /** The head is numbered from 1 without gaps, so what goes is one range behind it. */
  private async trim(): Promise<void> {
    const to = this.trimTo;
    if (to <= this.trimmedTo) return;
    await this.transactions.read((manager) =>
      manager
        .createQueryBuilder()
        .delete()
        .from(JobLog)
        .where('job_id = :id AND seq > :head AND seq <= :to', { id: this.run.id, head: this.limits.head, to })
        .execute(),
    );
    this.trimmedTo = to;
  }
}
