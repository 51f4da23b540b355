import { Injectable } from '@nestjs/common';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Actor } from '../../common/actor.js';
import { timeSql } from '../../persistence/time-sql.js';
import { Transactions } from '../../persistence/transactions.js';
import { filterJobs } from '../job-filter.js';
import { Job } from '../job.entity.js';
import type { JobStatistics, StatisticsQuery, TaskDurations } from './job-statistics.js';
import { countsBy, statusCounts, type CountRow } from './status-counts.js';

const TOP_TASKS = 5;
const MAX_DAYS = 366;
/** MariaDB would rather read all rows; the other engines find it by themselves. */
const INDEX = 'job_statistics';

type Select = () => SelectQueryBuilder<Job>;
type Line = CountRow & { readonly day: string; readonly task: string };
type DurationRow = Record<'task' | 'runs' | 'p50' | 'p95' | 'longest', string | number>;

/** Statistics of jobs: two queries, each answered from one index. */
@Injectable()
export class JobStatisticsService {
  constructor(private readonly transactions: Transactions) {}

  /** Of the jobs that the actor may see. */
  async statistics(actor: Actor, query: StatisticsQuery = {}): Promise<JobStatistics> {
    return this.transactions.read(async (manager) => {
      const select: Select = () => filterJobs(manager.createQueryBuilder(Job, 'j'), actor, query);
      const lines = await countAll(select);
      const perTask = countsBy(lines, 'task').sort((a, b) => b.total - a.total || (a.task < b.task ? -1 : 1));
      return {
        totals: statusCounts(lines),
        topTasks: perTask.slice(0, TOP_TASKS),
        durations: await durations(manager, select),
        perDay: countsBy(lines, 'day').slice(-MAX_DAYS),
      };
    });
  }
}

async function countAll(select: Select): Promise<Line[]> {
  const query = select().useIndex(INDEX);
  const day = timeSql(query).day('j.createdAt');
  return query
    .select(day, 'day')
    .addSelect('j.task', 'task')
    .addSelect('j.status', 'status')
    .addSelect('COUNT(*)', 'count')
    .groupBy(day)
    .addGroupBy('j.task')
    .addGroupBy('j.status')
    .getRawMany();
}

/** The p-th percentile is the shortest duration that so many of a hundred runs do not exceed: a run that there was. */
async function durations(manager: EntityManager, select: Select): Promise<TaskDurations[]> {
  const runs = select().useIndex(INDEX);
  const ms = timeSql(runs).between('j.startedAt', 'j.endedAt');
  runs
    .select('j.task', 'task')
    .addSelect(ms, 'ms')
    .addSelect(`ROW_NUMBER() OVER (PARTITION BY j.task ORDER BY ${ms})`, 'place')
    .addSelect('COUNT(*) OVER (PARTITION BY j.task)', 'runs')
    .andWhere("j.status = 'COMPLETED' AND j.grouping = :grouping", { grouping: false })
    .andWhere('j.startedAt IS NOT NULL AND j.endedAt IS NOT NULL');
  const at = (percent: number): string => `MIN(CASE WHEN r.place * 100 >= r.runs * ${percent} THEN r.ms END)`;
  const rows = await manager.dataSource
    .createQueryBuilder()
    .select('r.task', 'task')
    .addSelect('MAX(r.runs)', 'runs')
    .addSelect(at(50), 'p50')
    .addSelect(at(95), 'p95')
    .addSelect('MAX(r.ms)', 'longest')
    .from(`(${runs.getQuery()})`, 'r')
    .setParameters(runs.getParameters())
    .groupBy('r.task')
    .orderBy('r.task')
    .getRawMany<DurationRow>();
  return rows.map(({ task, runs: count, p50, p95, longest }) => ({
    task: String(task),
    runs: Number(count),
    p50Ms: Number(p50),
    p95Ms: Number(p95),
    maxMs: Number(longest),
  }));
}
