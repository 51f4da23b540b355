import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { JobEvent } from '../../src/jobs/job-event.entity.js';
import { JobLog } from '../../src/jobs/job-log.entity.js';
import { Job } from '../../src/jobs/job.entity.js';
import { JobRetention } from '../../src/jobs/retention/job-retention.js';
import { WorkspaceService } from '../../src/workspaces/workspace.service.js';
import { catalogueUrl, TEST_ENGINES } from '../support/engines.js';
import { jobApp, ScriptedTask, untilAborted, type JobApp } from '../support/job-app.js';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;

describe.each(TEST_ENGINES)('retention on %s', (engine) => {
  let app: JobApp;
  const task = new ScriptedTask('scripted');

  beforeAll(async () => {
    app = await jobApp(await catalogueUrl(engine), {
      tasks: [task],
      env: {
        SESHAT_KEEP_JOBS: '10d',
        SESHAT_KEEP_LOGS: '2d',
        SESHAT_KEEP_JOBS_COUNT: 'all',
        SESHAT_JOBS_CONCURRENCY: '8',
      },
    });
    task.script = async (context) => {
      context.log('info', 'a line');
      return {};
    };
  });

  const ended = async (daysAgo: number): Promise<string> => {
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted'));
    await app.until(id);
    await age(id, daysAgo);
    return id;
  };
  const age = async (id: string, daysAgo: number): Promise<void> => {
    await app.source.manager.update(Job, { id }, { endedAt: new Date(Date.now() - daysAgo * DAY_MS) });
  };
  const left = async (): Promise<string[]> =>
    (await app.source.manager.find(Job, { order: { id: 'ASC' } })).map(({ id }) => id);

  it('removes by age whole trees that have ended, and the logs of younger ones', async () => {
    const [old, young, fresh] = [await ended(11), await ended(3), await ended(0)];
    const batch = await app.jobs.startBatch(
      SYSTEM,
      { task: 'scripted', title: 'All', parameters: {}, workspaceId: app.workspaceId },
      [app.request('scripted'), app.request('scripted')],
    );
    const parent = (await app.until(batch.parent?.id ?? '')).id;
    for (const id of [parent, ...batch.started.map((child) => child.id)]) await age(id, 20);
    expect(await app.get(JobRetention).apply()).toEqual({ jobs: 4, logs: 1 });
    expect(await left()).toEqual([young, fresh]);
    expect(await app.source.manager.countBy(JobEvent, { jobId: old })).toBe(0);
    expect(await app.source.manager.countBy(JobLog, { jobId: old })).toBe(0);
    expect(await app.jobs.logs(SYSTEM, young)).toEqual([]);
    expect(await app.jobs.logs(SYSTEM, fresh)).toHaveLength(1);
    await app.get(JobRetention).deleteEnded({ olderThan: new Date(Date.now() + DAY_MS), keepNewest: null });
  });

  it('keeps the newest by number, and never touches what lives', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push(await ended(0));
    task.script = untilAborted;
    const { id: live } = await app.jobs.start(SYSTEM, app.request('scripted'));
    await app.until(live, 'RUNNING');
    expect(await app.get(JobRetention).deleteEnded({ olderThan: null, keepNewest: 2 })).toBe(3);
    expect(await left()).toEqual([...ids.slice(3), live]);
    await app.jobs.cancel(SYSTEM, live);
    await app.until(live);
  });

  it('goes with its workspace', async () => {
    const workspaces = app.get(WorkspaceService);
    const { id: workspaceId } = await workspaces.create(SYSTEM, { name: 'Short-lived' });
    task.script = untilAborted;
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted', { workspaceId }));
    await app.until(id, 'RUNNING');
    const remove = (): Promise<void> => workspaces.delete(SYSTEM, workspaceId, { withContents: true });
    await expect(remove()).rejects.toMatchObject({ code: 'jobs-live' });
    await app.jobs.cancel(SYSTEM, id);
    await app.until(id);
    await remove();
    expect(await app.source.manager.countBy(Job, { workspaceId })).toBe(0);
    expect(await app.source.manager.countBy(JobEvent, { jobId: id })).toBe(0);
  });
});
