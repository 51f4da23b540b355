import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import { JobBeat } from '../job-beat.entity.js';
import { JobEvent } from '../job-event.entity.js';
import { JobLog } from '../job-log.entity.js';
import { isEnded } from '../job-status.js';
import { Job } from '../job.entity.js';

/** What to remove of the ended top-level jobs, with all that is under them; a job goes when either says so. */
export interface RetentionPolicy {
  /** Ended before this instant; null for any age. */
  readonly olderThan: Date | null;
  /** Of all only the newest so many stay; null for any number. */
  readonly keepNewest: number | null;
}

/** Trees of jobs, or logs, of one transaction: others write in between. */
const BATCH = 50;

/** Removes what is old enough. */
@Injectable()
export class JobRetention {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** By the settings; answers how many jobs, and whose logs, are gone. */
  async apply(): Promise<{ jobs: number; logs: number }> {
    const { keepJobsMs, keepJobsCount, keepLogsMs } = this.config.jobs;
    const ago = (ms: number): Date => new Date(this.clock.now().getTime() - ms);
    const olderThan = keepJobsMs === null ? null : ago(keepJobsMs);
    return {
      jobs: await this.deleteEnded({ olderThan, keepNewest: keepJobsCount }),
      logs: keepLogsMs === null ? 0 : await this.deleteLogs(ago(keepLogsMs)),
    };
  }

  /** Removes ended jobs, children before parents, with their events and logs; answers how many. */
  async deleteEnded(policy: RetentionPolicy): Promise<number> {
    let removed = 0;
    if (policy.olderThan) removed += await this.deleteTrees({ endedAt: LessThan(policy.olderThan) });
    if (policy.keepNewest !== null) {
      const [first] = await this.transactions.read((manager) =>
        manager.find(Job, {
          select: { id: true },
          where: { parentId: IsNull(), status: In(['COMPLETED', 'FAILED', 'CANCELLED']) },
          order: { id: 'DESC' },
          skip: policy.keepNewest ?? 0,
          take: 1,
        }),
      );
      if (first) removed += await this.deleteTrees({ id: LessThan(first.id) }, first.id);
    }
    return removed;
  }

  /** Removes the logs of jobs that ended before; answers of how many jobs. */
  async deleteLogs(olderThan: Date): Promise<number> {
    for (let removed = 0; ;) {
      const old = await this.transactions.read((manager) =>
        manager
          .createQueryBuilder(Job, 'j')
          .select(['j.id'])
          .where('j.endedAt < :olderThan', { olderThan })
          .andWhere('EXISTS (SELECT 1 FROM job_log l WHERE l.job_id = j.id)')
          .limit(BATCH)
          .getMany(),
      );
      if (old.length === 0) return removed;
      const jobId = In(old.map(({ id }) => id));
      await this.transactions.run((tx) => managerOf(tx).delete(JobLog, { jobId }));
      removed += old.length;
    }
  }

  private async deleteTrees(where: object, andRoot?: string): Promise<number> {
    let removed = 0;
    const ended = { parentId: IsNull(), status: In(['COMPLETED', 'FAILED', 'CANCELLED']) };
    let roots = andRoot === undefined ? [] : [andRoot];
    for (let after = ''; ;) {
      for (const id of roots) removed += await this.deleteTree(id);
      const found: Job[] = await this.transactions.read((manager) =>
        manager
          .createQueryBuilder(Job, 'j')
          .select(['j.id'])
          .where({ ...ended, ...where })
          .andWhere('j.id > :after', { after })
          .orderBy('j.id')
          .limit(BATCH)
          .getMany(),
      );
      if (found.length === 0) return removed;
      roots = found.map(({ id }) => id);
      after = roots.at(-1) ?? after;
    }
  }

  /** A tree in which something still lives stays whole. */
  private async deleteTree(rootId: string): Promise<number> {
    return this.transactions.run(async (tx) => {
      const manager = managerOf(tx);
      const ids = await idsOfTree(manager, rootId);
      if (ids.length > 0) await deleteJobs(manager, ids);
      return ids.length;
    });
  }
}

/** The job and all under it, leaves first; none when one of them lives, or the root is gone. */
async function idsOfTree(manager: EntityManager, rootId: string): Promise<string[]> {
  const select = { id: true, status: true };
  const levels: string[][] = [];
  let level = await manager.find(Job, { select, where: { id: rootId } });
  while (level.length > 0) {
    if (level.some(({ status }) => !isEnded(status))) return [];
    const ids = level.map(({ id }) => id);
    levels.unshift(ids);
    level = await manager.find(Job, { select, where: { parentId: In(ids) } });
  }
  return levels.flat();
}

/** Removes jobs with all rows that belong to them. */
export async function deleteJobs(manager: EntityManager, ids: readonly string[]): Promise<void> {
  const jobId = In([...ids]);
  for (const rows of [JobLog, JobEvent, JobBeat]) await manager.delete(rows, { jobId });
  await manager.delete(Job, { id: jobId });
}
