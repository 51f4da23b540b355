import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { NotFoundError } from '../../common/errors.js';
import { outsideTransactions } from '../../persistence/transaction-guard.js';
import { Transactions } from '../../persistence/transactions.js';
import { JobSignals } from '../events/job-signals.js';
import { isEnded } from '../job-status.js';
import { Job } from '../job.entity.js';

/** Rows are looked at so often: whichever process ends a job, its row says so. */
const POLL_MS = 500;
/** Ids of one query. */
const CHUNK = 500;

interface Waiter {
  readonly ended: (job: Job) => void;
  readonly failed: (error: unknown) => void;
}

/** Waits for the ends of jobs, wherever they run. What happens in this process is seen at once. */
@Injectable()
export class JobWaits {
  private readonly waiters = new Map<string, Set<Waiter>>();
  private timer: NodeJS.Timeout | null = null;
  private looking = false;
  /** Whose rows are to be looked at next. */
  private readonly due = new Set<string>();

  constructor(
    private readonly transactions: Transactions,
    signals: JobSignals,
  ) {
    signals.listen((id) => {
      if (this.waiters.has(id)) outsideTransactions(() => void this.look(id));
    });
  }

  /**
   * The job once it has ended, in whichever way.
   * @throws NotFoundError when there is no such job, or none any more; the signal's reason
   */
  async ended(id: string, signal?: AbortSignal): Promise<Job> {
    signal?.throwIfAborted();
    return new Promise<Job>((resolve, reject) => {
      const leave = (): void => {
        signal?.removeEventListener('abort', aborted);
        const all = this.waiters.get(id);
        all?.delete(waiter);
        if (all?.size === 0) this.waiters.delete(id);
      };
      const waiter: Waiter = {
        ended: (job) => (leave(), resolve(job)),
        failed: (error) => (leave(), reject(error as Error)),
      };
      const aborted = (): void => waiter.failed(signal?.reason);
      signal?.addEventListener('abort', aborted, { once: true });
      this.waiters.set(id, (this.waiters.get(id) ?? new Set()).add(waiter));
      void this.look(id);
    });
  }

  /** Looks at rows, one query at a time; while the catalogue is away the next round tells. */
  private async look(...ids: readonly string[]): Promise<void> {
    for (const id of ids) this.due.add(id);
    if (this.looking) return;
    this.looking = true;
    try {
      while (this.due.size > 0) {
        const some = [...this.due].slice(0, CHUNK);
        for (const id of some) this.due.delete(id);
        await this.lookAt(some).catch(() => undefined);
      }
    } finally {
      this.looking = false;
      this.lookLater();
    }
  }

  private async lookAt(ids: readonly string[]): Promise<void> {
    const { known, over } = await this.transactions.read(async (manager) => {
      const known = await manager.find(Job, { select: { id: true, status: true }, where: { id: In(ids) } });
      const ended = known.filter(({ status }) => isEnded(status)).map(({ id }) => id);
      return { known, over: ended.length === 0 ? [] : await manager.findBy(Job, { id: In(ended) }) };
    });
    for (const job of over) this.tell(job.id, (waiter) => waiter.ended(job));
    const there = new Set(known.map(({ id }) => id));
    for (const id of ids) if (!there.has(id)) this.tell(id, (waiter) => waiter.failed(new NotFoundError('job', id)));
  }

  private tell(id: string, what: (waiter: Waiter) => void): void {
    for (const waiter of [...(this.waiters.get(id) ?? [])]) what(waiter);
  }

  private lookLater(): void {
    if (this.waiters.size === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.look(...this.waiters.keys());
    }, POLL_MS).unref();
  }
}
