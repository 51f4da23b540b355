import { Injectable } from '@nestjs/common';
import { In, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { may, type Actor } from '../common/actor.js';
import { NotFoundError } from '../common/errors.js';
import { Transactions } from '../persistence/transactions.js';
import { JobEvent } from './job-event.entity.js';
import { filterJobs } from './job-filter.js';
import type { JobPage, JobQuery, JobView } from './job-list.js';
import type { JobStatus } from './job-status.js';
import { Job } from './job.entity.js';
import type { Progress } from './progress.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** Reads jobs, as far as the actor may see them. */
@Injectable()
export class JobQueries {
  constructor(private readonly transactions: Transactions) {}

  /** @throws NotFoundError when there is none, or none that the actor may see */
  async get(actor: Actor, id: string): Promise<JobView> {
    return this.transactions.read(async (manager) => {
      const job = await manager.findOneBy(Job, { id });
      if (!job || !may(actor, 'viewer', job.workspaceId)) throw new NotFoundError('job', id);
      const [view] = await withProgress(manager, [job]);
      return view ?? { job, progress: null, progressSeq: 0 };
    });
  }

  async list(actor: Actor, query: JobQuery = {}): Promise<JobPage> {
    const limit = Math.min(Math.max(Math.trunc(query.limit ?? DEFAULT_LIMIT), 1), MAX_LIMIT);
    const offset = Math.max(Math.trunc(query.offset ?? 0), 0);
    return this.transactions.read(async (manager) => {
      const select = () => filterJobs(manager.createQueryBuilder(Job, 'j'), actor, query);
      const counts = await countsOf(select());
      // The page's ids come from an index alone, however far back it is; only its own rows are read.
      const ids = offset < counts.total ? await newestOf(select(), offset, limit) : [];
      const jobs = await manager.find(Job, { where: { id: In(ids) }, order: { id: 'DESC' } });
      return { ...counts, jobs: await withProgress(manager, jobs) };
    });
  }

  /** The children of a job in the order of their numbers. */
  async children(actor: Actor, id: string): Promise<JobView[]> {
    await this.get(actor, id);
    return this.transactions.read(async (manager) => {
      return withProgress(manager, await manager.find(Job, { where: { parentId: id }, order: { numberKey: 'ASC' } }));
    });
  }
}

async function newestOf(select: SelectQueryBuilder<Job>, offset: number, limit: number): Promise<string[]> {
  select.select('j.id', 'id').orderBy('j.id', 'DESC').limit(limit).offset(offset);
  return (await select.getRawMany<{ id: string }>()).map(({ id }) => id);
}

async function countsOf(select: SelectQueryBuilder<Job>): Promise<Omit<JobPage, 'jobs'>> {
  const rows = await select
    .select('j.status', 'status')
    .addSelect('COUNT(*)', 'count')
    .groupBy('j.status')
    .getRawMany<{ status: JobStatus; count: string | number }>();
  const of = (status: JobStatus): number => Number(rows.find((row) => row.status === status)?.count ?? 0);
  return {
    total: rows.reduce((sum, row) => sum + Number(row.count), 0),
    pending: of('PENDING'),
    running: of('RUNNING'),
    completed: of('COMPLETED'),
    failed: of('FAILED'),
    cancelled: of('CANCELLED'),
  };
}

async function withProgress(manager: EntityManager, jobs: readonly Job[]): Promise<JobView[]> {
  if (jobs.length === 0) return [];
  const newest = 'SELECT MAX(n.seq) FROM job_event n WHERE n.job_id = e.job_id AND n.kind = e.kind';
  const events = await manager
    .createQueryBuilder(JobEvent, 'e')
    .where("e.jobId IN (:...ids) AND e.kind = 'progress'", { ids: jobs.map(({ id }) => id) })
    .andWhere(`e.seq = (${newest})`)
    .getMany();
  const byJob = new Map(
    events.map(({ jobId, seq, data }) => [jobId, { progress: data as Progress, progressSeq: seq }]),
  );
  return jobs.map((job) => ({ job, ...(byJob.get(job.id) ?? { progress: null, progressSeq: 0 }) }));
}
