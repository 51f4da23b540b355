import { Injectable, Logger } from '@nestjs/common';
import { In, IsNull, LessThan, type EntityManager } from 'typeorm';
import { AuditService } from '../../audit/audit.service.js';
import { assertMay, type Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { ConflictError, errorText, InvalidInputError, UnavailableError } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { inParts } from '../../persistence/parts.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import { JobLog } from '../job-log.entity.js';
import { isEnded } from '../job-status.js';
import { Job } from '../job.entity.js';
import { FileRetention } from './file-retention.js';
import { JobRemoval } from './job-removal.js';

/** What to remove of the ended top-level jobs, with all that is under them; a job goes when either says so. */
export interface RetentionPolicy {
  /** Ended before this instant; null for any age. */
  readonly olderThan: Date | null;
  /** Of all only the newest so many stay; null for any number. */
  readonly keepNewest: number | null;
}

/** A century. */
const MAX_HOURS = 876_000;
/** Trees of jobs, or logs, of one transaction: others write in between. */
const BATCH = 50;

/** Removes what is old enough. */
@Injectable()
export class JobRetention {
  private readonly logger = new Logger(JobRetention.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly removal: JobRemoval,
    private readonly files: FileRetention,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** By the settings, and what was left of files; answers how many jobs, and whose logs, are gone. */
  async apply(): Promise<{ jobs: number; logs: number }> {
    const { keepJobsMs, keepJobsCount, keepLogsMs } = this.config.jobs;
    const ago = (ms: number): Date => new Date(this.clock.now().getTime() - ms);
    const olderThan = keepJobsMs === null ? null : ago(keepJobsMs);
    const gone = {
      jobs: await this.deleteEnded({ olderThan, keepNewest: keepJobsCount }),
      logs: keepLogsMs === null ? 0 : await this.deleteLogs(ago(keepLogsMs)),
    };
    if (olderThan) await this.files.deleteUnused(olderThan);
    await this.files.sweep();
    return gone;
  }

  /**
   * Removes what ended longer ago than so many hours, with its files; by hand, beside the settings.
   * @throws InvalidInputError, ForbiddenError
   */
  async cleanup(
    actor: Actor,
    { maxAgeHours }: { readonly maxAgeHours: number },
  ): Promise<{ jobs: number; files: number }> {
    assertMay(actor, 'admin');
    if (!(maxAgeHours >= 0 && maxAgeHours <= MAX_HOURS)) {
      const message = `must be a number from 0 to ${MAX_HOURS}`;
      throw new InvalidInputError('This is no age.', [{ path: 'maxAgeHours', message }]);
    }
    const olderThan = new Date(this.clock.now().getTime() - maxAgeHours * 3_600_000);
    const before = await this.files.count();
    const jobs = await this.deleteEnded({ olderThan, keepNewest: null });
    await this.files.deleteUnused(olderThan);
    const gone = { jobs, files: Math.max(0, before - (await this.files.count())) };
    await this.audit.record(null, actor, 'jobs.cleanup', null, { maxAgeHours, ...gone });
    return gone;
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

  /** A tree in which something still lives, or whose files others use, stays whole. */
  private async deleteTree(rootId: string): Promise<number> {
    try {
      return await this.transactions.run(
        async (tx) => {
          const ids = await idsOfTree(managerOf(tx), rootId);
          if (ids.length > 0) await this.removal.remove(tx, ids);
          return ids.length;
        },
        { retries: 3 },
      );
    } catch (error) {
      if (error instanceof ConflictError && error.code === 'files-in-use') return 0;
      if (error instanceof UnavailableError) throw error;
      // The others are not to stay for its sake.
      this.logger.error(`Job ${rootId} could not be removed: ${errorText(error)}`);
      return 0;
    }
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
    level = await inParts(ids, (part) => manager.find(Job, { select, where: { parentId: In(part) } }));
  }
  return levels.flat();
}
