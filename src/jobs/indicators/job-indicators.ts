import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { Actor } from '../../common/actor.js';
import { Transactions } from '../../persistence/transactions.js';
import { JobQueries } from '../job-queries.js';
import { Job } from '../job.entity.js';
import { TaskRegistry } from '../registry/task-registry.js';
import { indicatorValue } from './indicator-rows.js';
import { Indicator, type IndicatorKind, type IndicatorValue } from './indicator.entity.js';

/** Runs that a chart shows at most. */
const MAX_RUNS = 200;
const DEFAULT_RUNS = 30;

/** A value at one run. */
export interface IndicatorPoint {
  readonly jobId: string;
  readonly number: string;
  readonly at: Date;
  readonly value: IndicatorValue;
}

/** One indicator of a job, beside what earlier runs of the same task on the same subject measured. */
export interface IndicatorSeries {
  readonly name: string;
  /** As the task declares it; the name where it does not. */
  readonly label: string;
  readonly unit: string | null;
  readonly kind: IndicatorKind;
  readonly value: IndicatorValue;
  /** Of the completed run before; null when there is none. */
  readonly previous: IndicatorValue | null;
  /** Numbers only: the value less the previous one. */
  readonly change: number | null;
  /** Completed runs up to this one, oldest first. */
  readonly points: readonly IndicatorPoint[];
}

/** What jobs measured, alone and over runs. */
@Injectable()
export class JobIndicators {
  constructor(
    private readonly transactions: Transactions,
    private readonly queries: JobQueries,
    private readonly registry: TaskRegistry,
  ) {}

  /** The values of one job by name. @throws NotFoundError */
  async valuesOf(actor: Actor, jobId: string): Promise<Record<string, IndicatorValue>> {
    await this.queries.get(actor, jobId);
    const rows = await this.transactions.read((manager) => rowsOf(manager, [jobId]));
    return Object.fromEntries(rows.map((row) => [row.name, indicatorValue(row)]));
  }

  /**
   * Every indicator of a job with its history: the completed runs of the same task, in the same workspace and on the same
   * subject, up to this job.
   * @param runs how many at most, 1 to 200
   * @throws NotFoundError
   */
  async series(actor: Actor, jobId: string, runs = DEFAULT_RUNS): Promise<IndicatorSeries[]> {
    const { job } = await this.queries.get(actor, jobId);
    const limit = Math.min(Math.max(Math.trunc(runs), 1), MAX_RUNS);
    const { jobs, rows } = await this.transactions.read(async (manager) => {
      const found = await earlierRuns(manager, job, limit - 1);
      const all = [...found.reverse(), job];
      return { jobs: all, rows: await rowsOf(manager, all.map(({ id }) => id)) }; // prettier-ignore
    });
    const byId = new Map(jobs.map((one) => [one.id, one]));
    const fields = this.registry.find(job.task)?.definition.indicators.fields ?? {};
    return rows
      .filter((row) => row.jobId === job.id)
      .map((row) => {
        const declared = fields[row.name];
        const same = rows.filter(({ name, kind }) => name === row.name && kind === row.kind);
        const points = same.flatMap((one) => pointOf(one, byId.get(one.jobId)));
        points.sort((a, b) => (a.jobId < b.jobId ? -1 : 1));
        const value = indicatorValue(row);
        const previous = points.at(-2)?.value ?? null;
        const change = typeof value === 'number' && typeof previous === 'number' ? value - previous : null;
        const unit = declared?.kind === 'number' ? (declared.unit ?? null) : null;
        return {
          name: row.name,
          label: declared?.label ?? row.name,
          unit,
          kind: row.kind,
          value,
          previous,
          change,
          points,
        };
      });
  }
}

async function earlierRuns(manager: EntityManager, job: Job, count: number): Promise<Job[]> {
  if (count === 0) return [];
  const select = manager.createQueryBuilder(Job, 'j').select(['j.id', 'j.number', 'j.createdAt', 'j.endedAt']);
  select.where({ task: job.task, workspaceId: job.workspaceId, status: 'COMPLETED' }).andWhere('j.id < :id', job);
  if (job.subjectId === null) select.andWhere('j.subjectId IS NULL');
  else select.andWhere({ subjectType: job.subjectType, subjectId: job.subjectId });
  return select.orderBy('j.id', 'DESC').limit(count).getMany();
}

async function rowsOf(manager: EntityManager, jobIds: readonly string[]): Promise<Indicator[]> {
  return manager.find(Indicator, { where: { jobId: In([...jobIds]) }, order: { name: 'ASC' } });
}

function pointOf(row: Indicator, job: Job | undefined): IndicatorPoint[] {
  if (!job) return [];
  return [{ jobId: job.id, number: job.number, at: job.endedAt ?? job.createdAt, value: indicatorValue(row) }];
}
