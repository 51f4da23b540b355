import { Brackets, type EntityManager } from 'typeorm';
import { JobEvent } from '../job-event.entity.js';
import { JobLog } from '../job-log.entity.js';
import type { EventCursor } from './event-cursor.js';

/** Lines read with one query. */
const LINES_AT_ONCE = 2_000;

/** From where on a job's rows are wanted. */
export interface EventStart extends EventCursor {
  readonly jobId: string;
}

/** Changes of state and progress behind the starts, by job, in the order of their numbers. */
export async function eventsAfter(
  manager: EntityManager,
  starts: readonly EventStart[],
): Promise<Map<string, JobEvent[]>> {
  const query = manager.createQueryBuilder(JobEvent, 'e').orderBy('e.seq');
  starts.forEach(({ jobId, status, progress }, index) => {
    const after = "(e.kind = 'status' AND e.seq > :s) OR (e.kind = 'progress' AND e.seq > :p)";
    const named = after.replace(':s', `:s${index}`).replace(':p', `:p${index}`);
    const values = { [`j${index}`]: jobId, [`s${index}`]: status, [`p${index}`]: progress };
    query.orWhere(new Brackets((where) => where.where(`e.jobId = :j${index} AND (${named})`, values)));
  });
  return byJob(await query.getMany());
}

/** Log lines behind the starts, by job, in order: all there are, in parts. */
export async function linesAfter(
  manager: EntityManager,
  starts: readonly EventStart[],
): Promise<Map<string, JobLog[]>> {
  const all: JobLog[] = [];
  const next = new Map(starts.map(({ jobId, log }) => [jobId, log]));
  for (;;) {
    const query = manager.createQueryBuilder(JobLog, 'l').orderBy('l.jobId').addOrderBy('l.seq').limit(LINES_AT_ONCE);
    [...next].forEach(([jobId, log], index) => {
      query.orWhere(`(l.jobId = :j${index} AND l.seq > :l${index})`, { [`j${index}`]: jobId, [`l${index}`]: log });
    });
    const lines = await query.getMany();
    all.push(...lines);
    if (lines.length < LINES_AT_ONCE) return byJob(all);
    for (const { jobId, seq } of lines) next.set(jobId, seq);
  }
}

function byJob<T extends { jobId: string }>(rows: readonly T[]): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const row of rows) {
    const group = grouped.get(row.jobId);
    if (group) group.push(row);
    else grouped.set(row.jobId, [row]);
  }
  return grouped;
}
