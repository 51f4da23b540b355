import type { SelectQueryBuilder } from 'typeorm';
import { visibleWorkspaces, type Actor } from '../common/actor.js';
import { firstIdAt } from '../common/id.js';
import { holding } from '../persistence/text-search.js';
import type { JobQuery } from './job-list.js';
import type { Job } from './job.entity.js';

/**
 * Narrows a query on jobs (`j`) to what is asked for and what the actor may see. Every column in it, and `id` and
 * `status`, is in the index of each condition that can stand alone: counts and pages never touch the rows.
 */
export function filterJobs(
  select: SelectQueryBuilder<Job>,
  actor: Actor,
  query: Omit<JobQuery, 'limit' | 'offset'>,
): SelectQueryBuilder<Job> {
  const visible = visibleWorkspaces(actor);
  // No workspace has the empty id: who may see none gets none.
  if (visible !== 'all') select.andWhere('j.workspaceId IN (:...visible)', { visible: ['', ...visible] });
  for (const field of ['status', 'task', 'workspaceId'] as const) {
    if (query[field] !== undefined) select.andWhere(`j.${field} = :${field}`, { [field]: query[field] });
  }
  const { subject, parentId, from, to, q } = query;
  if (subject) select.andWhere('j.subjectType = :subjectType', { subjectType: subject.type });
  if (subject?.id !== undefined) select.andWhere('j.subjectId = :subjectId', { subjectId: subject.id });
  if (parentId === null) select.andWhere('j.parentId IS NULL');
  else if (parentId !== undefined) select.andWhere('j.parentId = :parentId', { parentId });
  // An id holds its job's time of making.
  if (from) select.andWhere('j.id >= :fromId', { fromId: firstIdAt(from) });
  if (to) select.andWhere('j.id < :toId', { toId: firstIdAt(to) });
  if (q) {
    const { condition, parameters } = holding(select, ['j.title'], q);
    // MariaDB would rather read all rows; the other engines find the index by themselves.
    select.useIndex('job_text').andWhere(`(${condition} OR j.number = :number)`, { ...parameters, number: q.trim() });
  }
  return select;
}
