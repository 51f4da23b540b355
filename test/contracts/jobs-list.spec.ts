import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM, type Actor } from '../../src/common/actor.js';
import { newId, newIdAt } from '../../src/common/id.js';
import { jobNumber, jobNumberKey } from '../../src/jobs/job-number.js';
import { JobQueries } from '../../src/jobs/job-queries.js';
import type { JobQuery } from '../../src/jobs/job-list.js';
import { Job } from '../../src/jobs/job.entity.js';
import { JobStatisticsService } from '../../src/jobs/stats/job-statistics.service.js';
import { TEST_ENGINES } from '../support/engines.js';
import { openCatalogue } from '../support/open-catalogue.js';

jest.setTimeout(60_000);

const START = Date.parse('2027-01-01T00:00:00.000Z');
const HOUR = 3_600_000;
const [HOME, OTHER] = [newId(), newId()];

/** One of three tasks an hour for four days: every fifth fails, the last three are still waiting. */
const jobs = Array.from({ length: 96 }, (_, at) => {
  const createdAt = new Date(START + at * HOUR);
  const status = at >= 93 ? 'PENDING' : at % 5 === 0 ? 'FAILED' : 'COMPLETED';
  const task = ['erd', 'diff', 'scope'][at % 3] ?? '';
  const number = jobNumber(null, at + 1);
  return {
    ...{ id: newIdAt(createdAt), workspaceId: at < 48 ? HOME : OTHER, number, numberKey: jobNumberKey(number) },
    ...{ parentId: at > 0 && at < 4 ? 'first' : null, depth: 1, task, title: `${task} of Überblick ${at}`, status },
    ...{ cause: 'run', statusSeq: 1, attempt: 1, losses: 0, subjectType: 'sql-db', subjectId: `s${at % 4}` },
    ...{ parameters: {}, startedByName: 'system', startedByKind: 'system', createdAt, grouping: task === 'scope' },
    ...(status === 'PENDING' ? {} : { startedAt: createdAt, endedAt: new Date(createdAt.getTime() + (at + 1) * 10) }),
    ...{ childCount: 0, liveChildren: 0, manual: false, evaluation: 'unknown' },
  } as Job;
});

describe.each(TEST_ENGINES)('a list of jobs on %s', (engine) => {
  let queries: JobQueries;
  let statistics: JobStatisticsService;
  beforeAll(async () => {
    const { source, transactions } = await openCatalogue(engine);
    await source.createQueryBuilder().insert().into(Job).values(jobs).updateEntity(false).execute();
    [queries, statistics] = [new JobQueries(transactions), new JobStatisticsService(transactions)];
  });

  /** The numbers on the page, and the total. */
  const ask = async (query: JobQuery, actor: Actor = SYSTEM): Promise<string> => {
    const page = await queries.list(actor, query);
    return `${page.jobs.map(({ job }) => job.number).join(' ')} of ${page.total}`;
  };

  it('is newest first, in pages, and counts the whole filter', async () => {
    expect(await ask({ limit: 3 })).toBe('96 95 94 of 96');
    expect(await ask({ limit: 3, offset: 94 })).toBe('2 1 of 96');
    expect(await ask({ limit: 3, offset: 96 })).toBe(' of 96');
    const { total, pending, completed, failed } = await queries.list(SYSTEM, { limit: 1 });
    expect({ total, pending, completed, failed }).toEqual({ total: 96, pending: 3, completed: 74, failed: 19 });
  });

  it.each<[string, JobQuery, string]>([
    ['status', { status: 'FAILED', limit: 2 }, '91 86 of 19'],
    ['task', { task: 'diff', limit: 2 }, '95 92 of 32'],
    ['subject', { subject: { type: 'sql-db', id: 's3' }, limit: 2 }, '96 92 of 24'],
    ['workspace', { workspaceId: HOME, limit: 2 }, '48 47 of 48'],
    ['parent', { parentId: 'first' }, '4 3 2 of 3'],
    ['no parent', { parentId: null, limit: 1, offset: 92 }, '1 of 93'],
    ['text, whatever its case', { q: 'überBLICK 1', limit: 2 }, '20 19 of 11'],
    ['several at once', { status: 'FAILED', task: 'erd', workspaceId: OTHER }, '91 76 61 of 3'],
  ])('is narrowed by %s', async (_what, query, expected) => {
    expect(await ask(query)).toBe(expected);
  });

  it('finds a job by its number', async () => {
    expect((await ask({ q: '96' })).split(' ')).toEqual(['96', 'of', '1']);
  });

  it('is narrowed by the time of making: from then on, and before', async () => {
    const at = (hours: number, ms = 0): Date => new Date(START + hours * HOUR + ms);
    expect(await ask({ from: at(94) })).toBe('96 95 of 2');
    expect(await ask({ from: at(94, 1) })).toBe('96 of 1');
    expect(await ask({ to: at(1) })).toBe('1 of 1');
    expect(await ask({ from: at(10), to: at(12) })).toBe('12 11 of 2');
  });

  it('holds what the caller may see, and nothing else', async () => {
    const guest: Actor = { ...SYSTEM, kind: 'user', role: null, workspaceRoles: { [HOME]: 'viewer' } };
    expect(await ask({ limit: 1 }, guest)).toBe('48 of 48');
    expect(await ask({ workspaceId: OTHER }, guest)).toBe(' of 0');
    expect(await ask({}, { ...guest, workspaceRoles: {} })).toBe(' of 0');
    expect((await statistics.statistics(guest)).totals.total).toBe(48);
  });

  it('has statistics: totals, the busiest tasks, durations, days', async () => {
    const { totals, topTasks, durations, perDay } = await statistics.statistics(SYSTEM);
    expect(totals).toMatchObject({ total: 96, pending: 3, completed: 74, failed: 19 });
    expect(totals.successRate).toBeCloseTo(74 / 93);
    expect(topTasks.map(({ task, total }) => `${task} ${total}`)).toEqual(['diff 32', 'erd 32', 'scope 32']);
    expect(durations).toEqual(['diff', 'erd'].map((task) => expectedDurations(task)));
    expect(perDay.map(({ day, total, failed }) => `${day} ${total} ${failed}`)).toEqual([
      '2027-01-01 24 5',
      '2027-01-02 24 5',
      '2027-01-03 24 5',
      '2027-01-04 24 4',
    ]);
  });

  it('has statistics of a part: a workspace, from, to', async () => {
    const day = await statistics.statistics(SYSTEM, {
      from: new Date(START + 24 * HOUR),
      to: new Date(START + 48 * HOUR),
    });
    expect(day.perDay.map(({ day: name }) => name)).toEqual(['2027-01-02']);
    expect((await statistics.statistics(SYSTEM, { workspaceId: OTHER })).totals.pending).toBe(3);
    const none = await statistics.statistics(SYSTEM, { workspaceId: newId() });
    expect(none).toEqual({
      totals: { total: 0, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0, successRate: null },
      ...{ topTasks: [], durations: [], perDay: [] },
    });
  });
});

/** The same in plain words: the shortest duration that so many of a hundred runs do not exceed. */
function expectedDurations(task: string) {
  const ms = jobs
    .filter((job) => job.task === task && job.status === 'COMPLETED')
    .map(({ startedAt, endedAt }) => Number(endedAt) - Number(startedAt))
    .sort((a, b) => a - b);
  const at = (percent: number) => ms[Math.ceil((ms.length * percent) / 100) - 1];
  return { task, runs: ms.length, p50Ms: at(50), p95Ms: at(95), maxMs: ms.at(-1) };
}
