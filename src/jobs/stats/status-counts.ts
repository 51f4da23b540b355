import type { JobStatus } from '../job-status.js';
import type { StatusCounts } from './job-statistics.js';

/** A line of a GROUP BY that ends in the status. */
export interface CountRow {
  readonly status: JobStatus;
  readonly count: string | number;
}

/** Adds the lines up. */
export function statusCounts(rows: readonly CountRow[]): StatusCounts {
  const of = (status: JobStatus): number =>
    rows.reduce((sum, row) => (row.status === status ? sum + Number(row.count) : sum), 0);
  const [completed, failed] = [of('COMPLETED'), of('FAILED')];
  return {
    total: rows.reduce((sum, row) => sum + Number(row.count), 0),
    pending: of('PENDING'),
    running: of('RUNNING'),
    completed,
    failed,
    cancelled: of('CANCELLED'),
    successRate: completed + failed === 0 ? null : completed / (completed + failed),
  };
}

/** The lines by one of their values, each group's added up; in the order of the values. */
export function countsBy<K extends string>(
  rows: readonly (CountRow & Readonly<Record<K, string>>)[],
  key: K,
): (StatusCounts & Record<K, string>)[] {
  const groups = new Map<string, CountRow[]>();
  for (const row of rows) {
    const group = groups.get(row[key]);
    if (group) group.push(row);
    else groups.set(row[key], [row]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([value, group]) => ({ ...({ [key]: value } as Record<K, string>), ...statusCounts(group) }));
}
