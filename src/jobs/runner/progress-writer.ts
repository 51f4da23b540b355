import type { Clock } from '../../common/clock.js';
import { insertWhile } from '../../persistence/bulk/insert-while.js';
import { outsideTransactions } from '../../persistence/transaction-guard.js';
import type { Transactions } from '../../persistence/transactions.js';
import type { JobSignals } from '../events/job-signals.js';
import { JobEvent } from '../job-event.entity.js';
import { Job } from '../job.entity.js';
import type { Progress } from '../progress.js';

/** Progress is written at most so often. */
const INTERVAL_MS = 500;
/** So many of the newest progress rows of a job are kept, for who resumes. */
const KEEP = 20;

/**
 * Writes how far a run is as numbered rows: the latest wins, a failed write is made up for by the next. A run that has
 * ended, or lost its job to another attempt, writes nothing any more.
 */
export class ProgressWriter {
  private latest: Progress | null = null;
  private seq: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> | null = null;
  private closed = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly signals: JobSignals,
    private readonly run: { readonly id: string; readonly attempt: number },
  ) {}

  report(progress: Progress): void {
    if (this.closed) return;
    this.latest = progress;
    this.timer ??= setTimeout(() => outsideTransactions(() => void this.flush()), INTERVAL_MS).unref();
  }

  /** Writes the latest, if it has not been; never rejects. */
  async flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    while (this.writing) await this.writing;
    const progress = this.latest;
    if (!progress) return;
    this.latest = null;
    this.writing = this.write(progress)
      .catch(() => void (this.seq = null)) // away, or another run wrote: the number is asked for again
      .finally(() => (this.writing = null));
    await this.writing;
  }

  close(): void {
    this.closed = true;
    this.latest = null;
    if (this.timer) clearTimeout(this.timer);
  }

  private async write(data: Progress): Promise<void> {
    await this.transactions.read(async (manager) => {
      const { id, attempt } = this.run;
      const where = { jobId: id, kind: 'progress' as const };
      const seq = (this.seq ?? (await manager.maximum(JobEvent, 'seq', where)) ?? 0) + 1;
      const row = { ...where, seq, at: this.clock.now(), data };
      const still = { id: [id], attempt: [attempt], status: ['RUNNING'] };
      if (!(await insertWhile(manager, JobEvent, [row], Job, still))) return this.close();
      this.seq = seq;
      this.signals.ring(id);
      if (seq % KEEP !== 0) return;
      const old = manager.createQueryBuilder().delete().from(JobEvent).where(where);
      await old.andWhere('seq <= :old', { old: seq - KEEP }).execute();
    });
  }
}
