import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { ConflictError, SourceError } from '../../src/common/errors.js';
import { Indicator } from '../../src/jobs/indicators/indicator.entity.js';
import { JobBeat } from '../../src/jobs/job-beat.entity.js';
import { JobEvent } from '../../src/jobs/job-event.entity.js';
import { Job } from '../../src/jobs/job.entity.js';
import { JobQueue } from '../../src/jobs/queue/job-queue.js';
import type { TaskContext } from '../../src/jobs/task.js';
import { managerOf } from '../../src/persistence/tx.js';
import { Workspace } from '../../src/workspaces/workspace.entity.js';
import { catalogueUrl } from '../support/engines.js';
import { jobApp, ScriptedTask, type JobApp } from '../support/job-app.js';
import { JOB_SETTINGS, jobCatalogue } from '../support/queues.js';

jest.setTimeout(60_000);

describe.each(JOB_SETTINGS)('running jobs on %s with the %s queue', (engine, queue) => {
  let app: JobApp;
  const task = new ScriptedTask('scripted');

  beforeAll(async () => {
    app = await jobApp(await jobCatalogue(engine, queue), {
      tasks: [task],
      env: {
        SESHAT_JOBS_CONCURRENCY: '6',
        SESHAT_JOBS_PER_HOST: '2',
        SESHAT_HEARTBEAT: '50ms',
        SESHAT_EVENT_POLL: '50ms',
      },
    });
  });

  const setDescription = (context: TaskContext, text: string): Promise<object> =>
    context.publish(async (tx) => {
      await managerOf(tx).update(Workspace, { id: context.job.workspaceId }, { description: text });
      return { text };
    });
  const description = async (): Promise<string | null> =>
    (await app.source.manager.findOneByOrFail(Workspace, { id: app.workspaceId })).description;

  it('completes with what the task answers, and with what it measured', async () => {
    task.script = async (context, parameters) => {
      context.indicator('tables', 3);
      context.indicator('tables', 4);
      context.progress({ step: 'one', stepIndex: 1, steps: 1, percent: 50 });
      context.log('info', 'at work');
      return { got: parameters };
    };
    const started = await app.jobs.start(SYSTEM, app.request('scripted', { parameters: { a: 1 }, slot: 'one' }));
    expect(started).toMatchObject({ status: 'PENDING', cause: 'start', liveSlot: 'one' });
    const job = await app.until(started.id);
    expect(job).toMatchObject({ status: 'COMPLETED', cause: 'run', attempt: 1, losses: 0, liveSlot: null });
    expect(job).toMatchObject({ result: { got: { a: 1 } }, errorMessage: null });
    const measured = await app.source.manager.findBy(Indicator, { jobId: job.id });
    expect(measured).toMatchObject([{ name: 'tables', kind: 'number', numberValue: 4, textValue: null }]);
    expect(job.startedAt).not.toBeNull();
    expect(job.endedAt).not.toBeNull();
    expect(await app.source.manager.countBy(JobBeat, { jobId: job.id })).toBe(0);
    const changes = await app.source.manager.find(JobEvent, {
      where: { jobId: job.id, kind: 'status' },
      order: { seq: 'ASC' },
    });
    expect(changes.map(({ data }) => data)).toMatchObject([
      { from: null, to: 'PENDING', cause: 'start' },
      { from: 'PENDING', to: 'RUNNING', cause: 'claim', attempt: 1 },
      { from: 'RUNNING', to: 'COMPLETED', cause: 'run' },
    ]);
    expect((await app.jobs.get(SYSTEM, job.id)).progress).toMatchObject({ step: 'one', percent: 50 });
    expect(await app.jobs.logText(SYSTEM, job.id)).toMatch(/^\S+Z INFO {2}at work\n$/);
  });

  it('fails with the safe text of a domain error, and redacts what the task named', async () => {
    task.script = async (context) => {
      context.redact('hunter22');
      throw new SourceError('authentication', 'Wrong password "hunter22" for \u001b[31muser.');
    };
    const job = await app.until((await app.jobs.start(SYSTEM, app.request('scripted'))).id);
    expect(job).toMatchObject({ status: 'FAILED', cause: 'run', errorCode: 'source-authentication', result: null });
    expect(job.errorMessage).toBe('Wrong password "[redacted]" for \\u001b[31muser.');
    expect(await app.jobs.logText(SYSTEM, job.id)).not.toContain('hunter22');
  });

  it('publishes the work, the end and the result in one transaction', async () => {
    task.script = (context) => setDescription(context, 'published');
    const job = await app.until((await app.jobs.start(SYSTEM, app.request('scripted'))).id);
    expect(job).toMatchObject({ status: 'COMPLETED', result: { text: 'published' } });
    expect(await description()).toBe('published');
  });

  it('keeps nothing of a publish whose work fails', async () => {
    task.script = (context) =>
      context.publish(async (tx) => {
        await managerOf(tx).update(Workspace, { id: context.job.workspaceId }, { description: 'half' });
        throw new ConflictError('confirmation-required', 'More than half vanished.');
      });
    const before = await description();
    const job = await app.until((await app.jobs.start(SYSTEM, app.request('scripted'))).id);
    expect(job).toMatchObject({ status: 'FAILED', errorCode: 'confirmation-required' });
    expect(await description()).toBe(before);
  });

  it('runs no more than two jobs of one host side by side', async () => {
    let inside = 0;
    let most = 0;
    task.script = async () => {
      most = Math.max(most, ++inside);
      // The first waits for a second one, and then a while for one too many.
      for (let tries = 0; tries < 200 && most < 2; tries++) await delay(25);
      await delay(50);
      inside--;
      return {};
    };
    const ids: string[] = [];
    for (let count = 0; count < 7; count++) {
      ids.push((await app.jobs.start(SYSTEM, app.request('scripted', { concurrencyKey: 'db.example' }))).id);
    }
    for (const id of ids) expect(await app.until(id)).toMatchObject({ status: 'COMPLETED' });
    expect(most).toBe(2);
  });

  it('ends a job whose task nobody knows any more', async () => {
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted', { parentId: undefined, concurrencyKey: 'x' }));
    await app.until(id);
    const other = await app.jobs.start(SYSTEM, app.request('scripted'));
    await app.until(other.id);
    await app.source.manager.update(Job, { id }, { status: 'PENDING', task: 'gone', endedAt: null });
    await app.get(JobQueue).enqueue(id);
    expect(await app.until(id, 'FAILED')).toMatchObject({ errorCode: 'unknown-task' });
  });
});

describe('the tasks of a process', () => {
  it('fails the boot when two have one name, or one has no proper name', async () => {
    const catalogue = await catalogueUrl('sqlite');
    const twins = [new ScriptedTask('twin'), new ScriptedTask('twin')];
    await expect(jobApp(catalogue, { tasks: twins })).rejects.toThrow('both named "twin"');
    await expect(jobApp(catalogue, { tasks: [new ScriptedTask('No Name')] })).rejects.toThrow('kebab-case name');
  });
});
