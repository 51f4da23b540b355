import { SYSTEM, type Actor } from '../../src/common/actor.js';
import type { JobQueries } from '../../src/jobs/job-queries.js';
import type { JobStatisticsService } from '../../src/jobs/stats/job-statistics.service.js';
import type { JobWorld } from './make-jobs.js';

/** One question to a catalogue full of jobs. */
export interface Case {
  readonly name: string;
  ask(): Promise<unknown>;
}

const DAY = 86_400_000;

/** Every filter of the list, the first page and one far back, and the statistics. */
export function casesOf(jobs: JobQueries, statistics: JobStatisticsService, world: JobWorld): Case[] {
  const [sqlDb = '', workspaceId = ''] = [world.sources[3], world.workspaces[1]];
  const guest: Actor = { ...SYSTEM, kind: 'user', role: null, workspaceRoles: { [workspaceId]: 'viewer' } };
  const from = new Date(world.end.getTime() - 7 * DAY);
  const list = (name: string, query: Parameters<JobQueries['list']>[1], actor = SYSTEM): Case => {
    return { name, ask: () => jobs.list(actor, query) };
  };
  return [
    list('newest', {}),
    list('offset 90,000', { offset: 90_000 }),
    list('status', { status: 'FAILED' }),
    list('task', { task: 'erd' }),
    list('task and status', { task: 'erd', status: 'FAILED' }),
    list('source', { subject: { type: 'sql-db', id: sqlDb } }),
    list('workspace', { workspaceId }),
    list('top level', { parentId: null }),
    list('last seven days', { from }),
    list('between, task', { from, to: new Date(from.getTime() + 3 * DAY), task: 'diff' }),
    list('text, many hits', { q: 'warehouse' }),
    list('text, no hit', { q: 'nowhere' }),
    list('text beyond ASCII', { q: 'überblick' }),
    list('one workspace may be seen', {}, guest),
    list('one workspace, text', { q: 'shop 12' }, guest),
    { name: 'statistics', ask: () => statistics.statistics(SYSTEM) },
    { name: 'statistics, seven days', ask: () => statistics.statistics(SYSTEM, { from }) },
    { name: 'statistics, one workspace', ask: () => statistics.statistics(guest) },
  ];
}
