import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { SourceError } from '../../src/common/errors.js';
import { JobEvent } from '../../src/jobs/job-event.entity.js';
import type { StartedBatch } from '../../src/jobs/job-request.js';
import { Job } from '../../src/jobs/job.entity.js';
import { JobSweeper } from '../../src/jobs/sweeper/job-sweeper.js';
import { catalogueUrl, TEST_ENGINES } from '../support/engines.js';
import { jobApp, ScriptedTask, untilAborted, type JobApp } from '../support/job-app.js';

jest.setTimeout(60_000);

class SummingTask extends ScriptedTask {
  override summarise(children: readonly Job[]): object {
    const failed = children.filter(({ status }) => status === 'FAILED');
    return {
      total: children.length,
      failed: failed.map(({ title, errorMessage }) => ({ name: title, error: errorMessage })),
    };
  }
}

describe.each(TEST_ENGINES)('a batch on %s', (engine) => {
  let app: JobApp;
  const task = new SummingTask('scripted');

  beforeAll(async () => {
    app = await jobApp(await catalogueUrl(engine), {
      tasks: [task],
      env: { SESHAT_JOBS_CONCURRENCY: '4', SESHAT_HEARTBEAT: '50ms' },
    });
  });

  const start = (titles: readonly string[]): Promise<StartedBatch> =>
    app.jobs.startBatch(
      SYSTEM,
      { task: 'scripted', title: 'All', parameters: {}, workspaceId: app.workspaceId },
      titles.map((title) => app.request('scripted', { title, parameters: { title }, slot: title })),
    );
  const changesOf = async (jobId: string): Promise<unknown[]> => {
    const where = { jobId, kind: 'status' as const };
    const events = await app.source.manager.find(JobEvent, { where, order: { seq: 'ASC' } });
    return events.map(({ data }) => data);
  };

  it('has a parent that follows its children, and a failing one stops none of the others', async () => {
    task.script = async (_context, parameters) => {
      await delay(20);
      if ((parameters as { title: string }).title === 'b') throw new SourceError('host', 'Host b is away.');
      return {};
    };
    const { parent, started } = await start(['a', 'b', 'c', 'd', 'e', 'f']);
    const ended = await app.until(parent?.id ?? '');
    expect(started).toHaveLength(6);
    expect(ended).toMatchObject({
      status: 'COMPLETED',
      cause: 'children',
      attempt: 0,
      liveChildren: 0,
      result: { total: 6, failed: [{ name: 'b', error: 'Host b is away.' }] },
    });
    expect(await changesOf(ended.id)).toMatchObject([
      { from: null, to: 'PENDING', cause: 'start' },
      { from: 'PENDING', to: 'RUNNING', cause: 'children' },
      { from: 'RUNNING', to: 'COMPLETED', cause: 'children' },
    ]);
  });

  it('fails when none completed', async () => {
    task.script = async () => {
      throw new SourceError('host', 'Away.');
    };
    const { parent } = await start(['a', 'b']);
    const ended = await app.until(parent?.id ?? '');
    expect(ended).toMatchObject({ status: 'FAILED', cause: 'children', errorCode: 'children-failed' });
    expect(ended.errorMessage).toBe('2 of 2 jobs failed; none completed. The first: Away.');
  });

  it('is cancelled with all its children, running and waiting ones', async () => {
    task.script = untilAborted;
    const titles = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const { parent, started } = await start(titles);
    await app.until(started[0]?.id ?? '', 'RUNNING');
    await app.jobs.cancel(SYSTEM, parent?.id ?? '');
    expect(await app.until(parent?.id ?? '')).toMatchObject({ status: 'CANCELLED', cause: 'children' });
    for (const { id } of started) expect(await app.until(id)).toMatchObject({ status: 'CANCELLED', cause: 'cancel' });
    await expect(app.jobs.cancel(SYSTEM, parent?.id ?? '')).rejects.toMatchObject({ code: 'job-ended' });
  });

  it('settles a parent whose last child ended while its process died', async () => {
    task.script = async () => ({});
    const { parent } = await start(['a']);
    const id = parent?.id ?? '';
    await app.until(id);
    await app.source.manager.update(Job, { id }, { status: 'RUNNING', endedAt: null, result: null });
    await app.source.manager.delete(JobEvent, { jobId: id });
    await app.get(JobSweeper).sweep();
    expect(await app.row(id)).toMatchObject({ status: 'COMPLETED', result: { total: 1, failed: [] } });
  });

  it('lets a parent whose begin was lost run before it completes', async () => {
    task.script = async () => ({});
    const { parent } = await start(['a']);
    const id = parent?.id ?? '';
    const { statusSeq } = await app.until(id);
    const pending = { status: 'PENDING', startedAt: null, endedAt: null, result: null } as const;
    await app.source.manager.update(Job, { id }, pending);
    await app.source.manager.delete(JobEvent, { jobId: id });
    await app.get(JobSweeper).sweep();
    expect(await app.row(id)).toMatchObject({ status: 'COMPLETED', statusSeq: statusSeq + 2, result: { total: 1 } });
    expect((await app.row(id)).startedAt).toBeInstanceOf(Date);
    expect(await changesOf(id)).toMatchObject([
      { from: 'PENDING', to: 'RUNNING', cause: 'children' },
      { from: 'RUNNING', to: 'COMPLETED', cause: 'children' },
    ]);
  });

  it('cancels the children of a job that ends before them', async () => {
    const children: string[] = [];
    task.script = async (context, parameters) => {
      if ('child' in parameters) return untilAborted(context, parameters);
      const child = app.request('scripted', { parentId: context.job.id, parameters: { child: true } });
      children.push((await app.jobs.start(SYSTEM, child)).id);
      return {};
    };
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted'));
    expect(await app.until(id)).toMatchObject({ status: 'COMPLETED' });
    expect(await app.until(children[0] ?? '')).toMatchObject({ status: 'CANCELLED' });
    await expect(
      app.jobs.start(SYSTEM, app.request('scripted', { parentId: id, parameters: { child: true } })),
    ).rejects.toMatchObject({ code: 'job-ended' });
  });
});
