import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { AuditService } from '../../audit/audit.service.js';
import { assertMay, type Actor } from '../../common/actor.js';
import { ConflictError } from '../../common/errors.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import { FileUse } from '../files/file-use.entity.js';
import { File } from '../files/file.entity.js';
import { JobQueries } from '../job-queries.js';
import { isEnded } from '../job-status.js';
import { Job } from '../job.entity.js';
import { JobRemoval } from './job-removal.js';

/** Deletions beyond this are for the retention, or for the whole workspace. */
const MAX_JOBS = 5_000;

/** What a deletion removed. */
export interface DeletedJobs {
  readonly jobs: number;
  readonly files: number;
}

/** Which jobs stand or fall with a job, and its deletion with them. */
@Injectable()
export class JobDeletion {
  constructor(
    private readonly transactions: Transactions,
    private readonly queries: JobQueries,
    private readonly removal: JobRemoval,
    private readonly audit: AuditService,
  ) {}

  /**
   * Every job that cannot stay without this one: its children, who uses its files, and theirs in turn; leaves first, so
   * that each may be deleted in this order. The job itself is not among them.
   * @throws NotFoundError
   */
  async dependants(actor: Actor, jobId: string): Promise<Job[]> {
    const { job } = await this.queries.get(actor, jobId);
    return this.transactions.read(async (manager) => {
      return (await leavesFirst(manager, job, { users: true })).filter(({ id }) => id !== jobId);
    });
  }

  /**
   * Removes an ended job, its children and all their files; with `withDependants` also who uses these files, in turn.
   * @throws ConflictError `files-in-use` naming who does, `job-live`, `too-many-jobs`; NotFoundError, ForbiddenError
   */
  async deleteJob(actor: Actor, jobId: string, { withDependants = false } = {}): Promise<DeletedJobs> {
    const { job } = await this.queries.get(actor, jobId);
    assertMay(actor, 'operator', job.workspaceId);
    if (job.parentId !== null) await this.refuseLiveParent(job.parentId);
    return this.transactions.run(
      async (tx) => {
        const jobs = await leavesFirst(managerOf(tx), job, { users: withDependants });
        const live = jobs.filter(({ status }) => !isEnded(status)).map(({ number }) => number);
        if (live.length > 0) {
          const names = live.slice(0, 10).join(', ');
          throw new ConflictError('job-live', `These jobs have not ended: ${names}. Cancel them, or wait for them.`);
        }
        const files = await this.removal.remove(tx, jobs.map(({ id }) => id)); // prettier-ignore
        const { id, workspaceId, number } = job;
        const facts = { number, jobs: jobs.length, files, withDependants };
        await this.audit.record(tx, actor, 'job.delete', { type: 'job', id, workspaceId }, facts);
        return { jobs: jobs.length, files };
      },
      { retries: 3 },
    );
  }

  /** A parent that runs may look for its children. */
  private async refuseLiveParent(id: string): Promise<void> {
    const parent = await this.transactions.read((manager) => manager.findOneBy(Job, { id }));
    if (!parent || isEnded(parent.status)) return;
    throw new ConflictError('job-live', `The job is a part of ${parent.number}, which has not ended.`);
  }
}

/** The job and what stands or falls with it; what depends on another comes before it. */
async function leavesFirst(manager: EntityManager, job: Job, { users }: { readonly users: boolean }): Promise<Job[]> {
  const jobs = new Map([[job.id, job]]);
  const dependants = new Map<string, Set<string>>();
  for (let level = [job.id]; level.length > 0;) {
    const found = await edgesFrom(manager, level, users);
    for (const [from, to] of found) dependants.set(from, (dependants.get(from) ?? new Set()).add(to));
    const fresh = [...new Set(found.map(([, to]) => to))].filter((id) => !jobs.has(id));
    if (jobs.size + fresh.length > MAX_JOBS) {
      throw new ConflictError('too-many-jobs', `More than ${MAX_JOBS} jobs depend on this one. Delete them in parts.`);
    }
    const rows = fresh.length === 0 ? [] : await manager.findBy(Job, { id: In(fresh) });
    for (const row of rows) jobs.set(row.id, row);
    level = rows.map(({ id }) => id);
  }
  return ordered(job.id, dependants).flatMap((id) => jobs.get(id) ?? []);
}

/** Pairs of a job and one that depends on it. */
async function edgesFrom(manager: EntityManager, ids: readonly string[], users: boolean): Promise<[string, string][]> {
  const children = await manager.find(Job, { select: { id: true, parentId: true }, where: { parentId: In([...ids]) } });
  const edges = children.map(({ id, parentId }): [string, string] => [parentId ?? '', id]);
  if (!users) return edges;
  const used = await manager
    .createQueryBuilder(FileUse, 'u')
    .innerJoin(File, 'f', 'f.id = u.fileId')
    .select('f.jobId', 'maker')
    .addSelect('u.jobId', 'user')
    .distinct(true)
    .where("f.jobId IN (:...ids) AND u.role = 'in' AND u.jobId <> f.jobId", { ids })
    .getRawMany<{ maker: string; user: string }>();
  return [...edges, ...used.map(({ maker, user }): [string, string] => [maker, user])];
}

/** Depth first, without recursion: what comes back last goes last. A parent that uses its child's file makes a circle. */
function ordered(root: string, dependants: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done: string[] = [];
  const seen = new Set([root]);
  const stack = [{ id: root, left: [...(dependants.get(root) ?? [])] }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const next = top.left.pop();
    if (next === undefined) {
      done.push(top.id);
      stack.pop();
    } else if (!seen.has(next)) {
      seen.add(next);
      stack.push({ id: next, left: [...(dependants.get(next) ?? [])] });
    }
  }
  return done;
}
