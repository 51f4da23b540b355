import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import { SYSTEM } from '../../src/common/actor.js';
import { JobBeat } from '../../src/jobs/job-beat.entity.js';
import type { TaskContext } from '../../src/jobs/task.js';
import { managerOf } from '../../src/persistence/tx.js';
import { Workspace } from '../../src/workspaces/workspace.entity.js';
import { catalogueUrl, TEST_ENGINES, type TestCatalogue } from '../support/engines.js';
import { jobApp, ScriptedTask, untilAborted, type JobApp } from '../support/job-app.js';
import { JOB_SETTINGS, jobCatalogue } from '../support/queues.js';

jest.setTimeout(60_000);

const PLACES = 4;
const BEAT = { SESHAT_HEARTBEAT: '50ms', SESHAT_JOBS_CONCURRENCY: `${PLACES}` };

/** Something that a test waits for and something that it lets go. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe.each(JOB_SETTINGS)('stopping jobs on %s with the %s queue', (engine, queue) => {
  let catalogue: TestCatalogue;
  let app: JobApp;
  let other: JobApp;
  const task = new ScriptedTask('scripted', untilAborted);
  const quick = new ScriptedTask('quick', untilAborted, { maxRunMs: 250 });

  beforeAll(async () => {
    catalogue = await jobCatalogue(engine, queue);
    app = await jobApp(catalogue, { tasks: [task, quick], env: BEAT });
    other = await jobApp(catalogue, { tasks: [task, quick], env: BEAT, work: false });
  });

  const running = async (slot?: string): Promise<string> => {
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted', { slot }));
    await app.until(id, 'RUNNING');
    return id;
  };
  const publish = (context: TaskContext): Promise<object> =>
    context.publish(async (tx) => {
      await managerOf(tx).update(Workspace, { id: context.job.workspaceId }, { description: context.job.id });
      return {};
    });
  const published = async (id: string): Promise<boolean> =>
    (await app.source.manager.countBy(Workspace, { description: id })) > 0;

  it('cancels a job that waits at once', async () => {
    // Every place is taken, wherever it rings.
    const busy = await Promise.all(Array.from({ length: PLACES }, () => running()));
    const waiting = await other.jobs.start(SYSTEM, app.request('scripted'));
    const cancelled = await other.jobs.cancel(SYSTEM, waiting.id);
    expect(cancelled).toMatchObject({ status: 'CANCELLED', cause: 'cancel', attempt: 0 });
    expect(await app.jobs.logText(SYSTEM, waiting.id)).toContain('Cancelled by system.');
    await expect(app.jobs.cancel(SYSTEM, waiting.id)).rejects.toMatchObject({ code: 'job-ended' });
    for (const id of busy) await app.jobs.cancel(SYSTEM, id);
    for (const id of busy) await app.until(id);
  });

  it.each([
    ['the same process', () => app],
    ['another process, at the next beat', () => other],
  ])('cancels a job that runs, from %s', async (_name, from) => {
    task.script = untilAborted;
    const id = await running('to-cancel');
    await from().jobs.cancel(SYSTEM, id);
    const job = await app.until(id, undefined, 3_000);
    expect(job).toMatchObject({ status: 'CANCELLED', cause: 'cancel', liveSlot: null, errorMessage: null });
    expect(await app.source.manager.countBy(AuditEntry, { action: 'job.cancel', subjectId: id })).toBe(1);
  });

  it('publishes nothing once the cancel was accepted, though the task did not listen', async () => {
    const { opened, open } = gate();
    task.script = async (context) => {
      await opened;
      return publish(context);
    };
    const id = await running();
    await other.jobs.cancel(SYSTEM, id);
    open();
    expect(await app.until(id)).toMatchObject({ status: 'CANCELLED', result: null });
    expect(await published(id)).toBe(false);
  });

  it('resets by force: ended, said in the log, audited, and the old worker writes nothing any more', async () => {
    const { opened, open } = gate();
    const late: unknown[] = [];
    task.script = async (context) => {
      await opened;
      context.log('info', 'a late line');
      return publish(context).catch((error: unknown) => {
        late.push(error);
        throw error;
      });
    };
    const id = await running('to-reset');
    let within: unknown = 'not called';
    const ended = await other.jobs.reset(SYSTEM, 'to-reset', 'it hangs', async (_tx, job) => void (within = job?.id));
    expect(ended).toMatchObject({ id, status: 'CANCELLED', cause: 'reset', liveSlot: null });
    expect(within).toBe(id);
    open();
    while (late.length === 0) await delay(10);
    expect(await published(id)).toBe(false);
    await delay(700);
    const text = await app.jobs.logText(SYSTEM, id);
    expect(text).toContain('Force reset: it hangs (was: RUNNING)');
    expect(text).not.toContain('a late line');
    expect(await app.source.manager.countBy(AuditEntry, { action: 'job.reset', subjectId: id })).toBe(1);
    expect(late).toHaveLength(1);
    expect(late[0]).toMatchObject({ name: 'AbortReason', kind: 'reset' });
  });

  it('leaves an ended job as it is when it resets', async () => {
    task.script = async () => ({ done: true });
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted', { slot: 'ended' }));
    await app.until(id);
    let called = 0;
    expect(await app.jobs.reset(SYSTEM, 'ended', 'just so', async () => void called++)).toBeNull();
    expect(called).toBe(1);
    expect(await app.row(id)).toMatchObject({ status: 'COMPLETED', cause: 'run' });
  });

  it('ends a run at its maximum, with the line that says so', async () => {
    const { id } = await app.jobs.start(SYSTEM, app.request('quick'));
    const job = await app.until(id);
    expect(job).toMatchObject({ status: 'FAILED', cause: 'timeout', errorCode: 'timeout' });
    expect(job.errorMessage).toBe('Task auto-reset after exceeding 250ms runtime.');
    expect(await app.jobs.logText(SYSTEM, id)).toContain('ERROR Task auto-reset after exceeding 250ms runtime.\n');
  });

  it('publishes nothing after the maximum, though the task did not listen', async () => {
    quick.script = async (context) => {
      await delay(600);
      return publish(context);
    };
    const { id } = await app.jobs.start(SYSTEM, app.request('quick'));
    expect(await app.until(id)).toMatchObject({ status: 'FAILED', cause: 'timeout' });
    await delay(500);
    expect(await published(id)).toBe(false);
    expect((await app.row(id)).status).toBe('FAILED');
  });

  it('gives running jobs back uncharged when the process is asked to stop', async () => {
    // Alone: what it gives back is not to be taken by another.
    const own = await jobCatalogue(engine, queue);
    const watcher = await jobApp(own, { work: false });
    const stopping = await jobApp(own, { tasks: [task], env: { ...BEAT, SESHAT_DRAIN: '200ms' } });
    const { opened, open } = gate();
    task.script = async (context, parameters) => {
      if ('finishes' in parameters) await opened;
      else await untilAborted(context, parameters);
      return publish(context);
    };
    const start = (parameters: object): Promise<{ id: string }> =>
      stopping.jobs.start(SYSTEM, stopping.request('scripted', { parameters }));
    const [finishing, endless] = [await start({ finishes: true }), await start({})];
    await stopping.until(finishing.id, 'RUNNING');
    await stopping.until(endless.id, 'RUNNING');
    setTimeout(open, 100);
    await stopping.close();
    expect(await watcher.row(finishing.id)).toMatchObject({ status: 'COMPLETED' });
    expect(await watcher.row(endless.id)).toMatchObject({ status: 'PENDING', cause: 'stop', losses: 0, attempt: 1 });
    expect(await watcher.source.manager.countBy(JobBeat, { jobId: endless.id })).toBe(0);
  });
});

describe.each(TEST_ENGINES)('a cancel on %s', (engine) => {
  it('reaches a run in another process within about a second, however rarely it beats', async () => {
    const catalogue = await catalogueUrl(engine);
    const task = new ScriptedTask('scripted', untilAborted);
    const app = await jobApp(catalogue, { tasks: [task], env: { SESHAT_HEARTBEAT: '5s' } });
    const other = await jobApp(catalogue, { tasks: [task], work: false });
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted'));
    await app.until(id, 'RUNNING');
    await other.jobs.cancel(SYSTEM, id);
    expect(await app.until(id, undefined, 4_000)).toMatchObject({ status: 'CANCELLED', cause: 'cancel' });
  });
});
