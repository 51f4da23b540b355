import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { file, number, object, text, type FileValue } from '../../src/containers/schema.js';
import { File } from '../../src/jobs/files/file.entity.js';
import { JobBeat } from '../../src/jobs/job-beat.entity.js';
import { Job } from '../../src/jobs/job.entity.js';
import { ChildFailedError, completed } from '../../src/jobs/nested/child-failed.error.js';
import { JobSweeper } from '../../src/jobs/sweeper/job-sweeper.js';
import { JobPipelines } from '../../src/jobs/tracking/job-pipelines.js';
import type { TestCatalogue } from '../support/engines.js';
import { jobApp, ScriptedTask, untilAborted, type JobApp, type Script } from '../support/job-app.js';
import { JOB_SETTINGS, jobCatalogue } from '../support/queues.js';

jest.setTimeout(60_000);

/** One place for all of it: whatever waits must not hold it. */
const ONE_PLACE = {
  SESHAT_JOBS_CONCURRENCY: '1',
  SESHAT_MAX_DEPTH: '4',
  SESHAT_HEARTBEAT: '50ms',
  SESHAT_BEAT_GRACE: '500ms',
  SESHAT_LOST_AFTER: '800ms',
  SESHAT_SWEEP: '100ms',
};

const COUNTING = {
  inputs: object({ n: number({ label: 'A number', default: 1 }), note: text({ label: 'A note', optional: true }) }),
  outputs: object({ sum: number({ label: 'One more' }), said: text({ label: 'What was said', optional: true }) }),
};

const WRITING = {
  inputs: object({
    note: text({ label: 'A note' }),
    before: file({ label: 'The page before', type: 'text/plain', optional: true }),
  }),
  outputs: object({ page: file({ label: 'A page', type: 'text/plain', extension: '.txt' }) }),
};

describe.each(JOB_SETTINGS)('nested jobs on %s with the %s queue', (engine, queue) => {
  let catalogue: TestCatalogue;
  let app: JobApp;
  const parent = new ScriptedTask('parent');
  const child = new ScriptedTask('child');
  const counting = new ScriptedTask('counting', undefined, COUNTING);
  const lonely = new ScriptedTask('lonely', undefined, { concurrency: 1 });
  const short = new ScriptedTask('short', undefined, { maxRunMs: 400 });
  const writing = new ScriptedTask('writing', undefined, WRITING);
  const tasks = [parent, child, counting, lonely, short, writing];

  beforeAll(async () => {
    catalogue = await jobCatalogue(engine, queue);
    app = await jobApp(catalogue, { tasks, env: ONE_PLACE });
  });

  const addOne: Script = async (_context, { n }: { n?: number }) => ({ sum: (n ?? 0) + 1 });
  const run = async (script: Script, task = parent): Promise<Job> => {
    task.script = script;
    return app.until((await app.jobs.start(SYSTEM, app.request(task.definition.name))).id);
  };
  const numberOf = (job: Job, below: Job): string => job.number.slice(below.number.length);

  describe('a run that starts children', () => {
    it('waits for them without its place: three deep with one place, numbered n, n.1, n.1.1', async () => {
      const depths: string[] = [];
      parent.script = async ({ nested, job }, { a = 0 }: { a?: number }) => {
        depths.push(job.number);
        if (a < 2) await nested.run({ key: 'below', task: 'parent', inputs: { a: a + 1 } });
        return { a };
      };
      const top = await app.until((await app.jobs.start(SYSTEM, app.request('parent'))).id);
      expect(top).toMatchObject({ status: 'COMPLETED', result: { a: 0 } });
      expect(depths).toEqual([top.number, `${top.number}.1`, `${top.number}.1.1`]);
    });

    it('runs several side by side, and answers them in the order that they were named in', async () => {
      child.script = async (context, parameters) => addOne(context, parameters);
      let seen: string[] = [];
      const top = await run(async ({ nested }) => {
        const specs = ['c', 'a', 'b'].map((key) => ({ key, task: 'child', title: key }));
        const jobs = await nested.runAll(specs);
        seen = jobs.map(({ title, status }) => `${title} ${status}`);
        return {};
      });
      expect(top.status).toBe('COMPLETED');
      expect(seen).toEqual(['c COMPLETED', 'a COMPLETED', 'b COMPLETED']);
      const children = (await app.jobs.children(SYSTEM, top.id)).map(({ job }) => job);
      expect(children.map((job) => [numberOf(job, top), job.title, job.stepKey])).toEqual([
        ['.1', 'c', 'c'],
        ['.2', 'a', 'a'],
        ['.3', 'b', 'b'],
      ]);
    });

    it('starts a step only once, however often it is asked for', async () => {
      child.script = async () => ({ once: true });
      const top = await run(async ({ nested }) => {
        const spec = { key: 'same', task: 'child' };
        const jobs = [...(await Promise.all([nested.run(spec), nested.run(spec)])), await nested.run(spec)];
        return { ids: new Set(jobs.map(({ id }) => id)).size };
      });
      expect(top).toMatchObject({ status: 'COMPLETED', result: { ids: 1 }, childCount: 1 });
    });

    it('gives up the place of its task too', async () => {
      lonely.script = async ({ nested }, { child: isChild }: { child?: boolean }) => {
        if (!isChild) await nested.run({ key: 'below', task: 'lonely', inputs: { child: true } });
        return {};
      };
      const { id } = await app.jobs.start(SYSTEM, app.request('lonely', { concurrencyKey: 'one.host' }));
      expect(await app.until(id)).toMatchObject({ status: 'COMPLETED', childCount: 1 });
    });

    it('does not use up its time while it waits', async () => {
      child.script = async () => (await delay(700), {});
      const top = await run(async ({ nested }) => (await nested.run({ key: 'slow', task: 'child' }), {}), short);
      expect(top).toMatchObject({ status: 'COMPLETED' });
      await run(async () => (await delay(3_000), {}), short).then((job) =>
        expect(job).toMatchObject({ status: 'FAILED', cause: 'timeout' }),
      );
    });

    it('goes on when a child fails, if it wants to', async () => {
      child.script = async () => Promise.reject(new Error('no luck'));
      const top = await run(async ({ nested }) => {
        const job = await nested.run({ key: 'bad', task: 'child' });
        return { status: job.status, error: job.errorMessage };
      });
      expect(top).toMatchObject({
        status: 'COMPLETED',
        result: { status: 'FAILED', error: 'The task failed: no luck' },
      });
    });

    it('fails with the number, title and error of a child that had to complete', async () => {
      child.script = async () => Promise.reject(new Error('no luck'));
      const top = await run(async ({ nested }) => {
        completed(await nested.run({ key: 'bad', task: 'child', title: 'The bad one' }));
        return {};
      });
      expect(top).toMatchObject({ status: 'FAILED', errorCode: 'child-failed' });
      expect(top.errorMessage).toBe(`Job ${top.number}.1 "The bad one" failed: The task failed: no luck`);
    });

    it('is refused more levels than are allowed, and inputs that do not fit', async () => {
      const deep = await run(async ({ nested }, { a = 0 }: { a?: number }) => {
        completed(await nested.run({ key: 'below', task: 'parent', inputs: { a: a + 1 } }));
        return {};
      });
      expect(deep).toMatchObject({ status: 'FAILED', errorCode: 'child-failed' });
      expect(deep.errorMessage).toContain('is nested 4 deep, the most there may be.');
      const wrong = await run(async ({ nested }) => nested.run({ key: 'x', task: 'child', inputs: { a: 'one' } }));
      expect(wrong).toMatchObject({ status: 'FAILED', errorCode: 'invalid-input' });
      expect(wrong.errorMessage).toMatch(/^a: /);
    });
  });

  it('refuses more than a thousand children', async () => {
    child.script = async () => ({});
    const top = await run(async ({ nested, job }) => {
      await nested.run({ key: 'first', task: 'child' });
      await app.source.manager.update(Job, { id: job.id }, { childCount: 1_000 });
      return nested.run({ key: 'one too many', task: 'child' });
    });
    expect(top).toMatchObject({ status: 'FAILED', errorCode: 'too-many-children' });
    expect(top.errorMessage).toBe(`Job ${top.number} has 1000 children, the most there may be.`);
  });

  it('is not ended by a process that knows nothing of its waiting', async () => {
    child.script = async () => (await delay(1_000), {});
    short.script = async ({ nested }) => (await nested.run({ key: 'slow', task: 'child' }), {});
    const { id } = await app.jobs.start(SYSTEM, app.request('short'));
    await app.until(id, 'RUNNING');
    const elsewhere = await jobApp(catalogue, { tasks, env: ONE_PLACE, work: false });
    await delay(500);
    await elsewhere.get(JobSweeper).sweep();
    expect(await app.until(id)).toMatchObject({ status: 'COMPLETED' });
  });

  describe('a chain', () => {
    it('feeds the outputs of one child into the inputs of the next', async () => {
      counting.script = addOne;
      const top = await run(async ({ nested }) => {
        const jobs = await nested.runChain([
          { key: 'first', task: 'counting', inputs: { n: 10 } },
          { key: 'second', task: 'counting', inputs: { n: { from: 'first', output: 'sum' } } },
          { key: 'third', task: 'counting', inputs: { n: { from: 'second', output: 'sum' } } },
        ]);
        return { sum: jobs.get('third')?.outputs };
      });
      expect(top).toMatchObject({ status: 'COMPLETED', result: { sum: { sum: 13 } } });
    });

    it('hands the file that one child wrote to the next', async () => {
      writing.script = async ({ outputs, inputs }) => {
        const { note, before } = inputs.draft() as { note: string; before?: FileValue };
        const text = before ? await readFile(before.path ?? '', 'utf8') : '';
        await writeFile((outputs.get('page') as FileValue).path ?? '', `${text}${note}\n`);
        return {};
      };
      const top = await run(async ({ nested }) => {
        const before = { from: 'one', output: 'page' };
        const jobs = await nested.runChain([
          { key: 'one', task: 'writing', inputs: { note: 'first' } },
          { key: 'two', task: 'writing', inputs: { note: 'second', before } },
        ]);
        return { page: jobs.get('two')?.outputs };
      });
      const two = (await app.jobs.children(SYSTEM, top.id))[1]?.job;
      const written = await app.source.manager.findOneByOrFail(File, { jobId: two?.id });
      expect(written.sha256).toBe(createHash('sha256').update('first\nsecond\n').digest('hex'));
      expect(top).toMatchObject({ status: 'COMPLETED', result: { page: { page: { id: written.id } } } });
      expect(JSON.stringify([two?.parametersAfter, two?.outputs])).not.toContain('"path"');
    });

    it('reads no file of the server: a path in a described step is refused', async () => {
      const steps = [{ key: 'one', task: 'writing', inputs: { note: 'mine', before: { path: '/etc/passwd' } } }];
      const top = await app.get(JobPipelines).runNestedJobs(SYSTEM, undefined, 'parent', 'The chain', steps);
      expect(top).toMatchObject({ status: 'FAILED', errorCode: 'invalid-input', childCount: 0 });
    });

    it('can be run under a parent of its own from outside', async () => {
      counting.script = addOne;
      const steps = [
        { key: 'first', task: 'counting' },
        { key: 'second', task: 'counting', inputs: { n: { from: 'first', output: 'sum' } }, title: 'The second' },
      ];
      const top = await app.get(JobPipelines).runNestedJobs(SYSTEM, undefined, 'parent', 'The chain', steps);
      expect(top).toMatchObject({ status: 'COMPLETED', title: 'The chain', task: 'parent', manual: true });
      const children = (await app.jobs.children(SYSTEM, top.id)).map(({ job }) => job);
      expect(children.map((job) => [numberOf(job, top), job.title, job.outputs])).toEqual([
        ['.1', 'The counting', { sum: 2 }],
        ['.2', 'The second', { sum: 3 }],
      ]);
      expect(top.result).toEqual({
        children: {
          first: { jobId: children[0]?.id, number: children[0]?.number },
          second: { jobId: children[1]?.id, number: children[1]?.number },
        },
      });
    });

    it('stops at the first child that does not complete', async () => {
      counting.script = async () => Promise.reject(new Error('no luck'));
      const steps = ['first', 'second'].map((key) => ({ key, task: 'counting' }));
      const top = await app.get(JobPipelines).runNestedJobs(SYSTEM, app.workspaceId, 'parent', 'The chain', steps);
      expect(top).toMatchObject({ status: 'FAILED', errorCode: 'child-failed', childCount: 1 });
    });

    it('is refused before anything is started when a step is wrong', async () => {
      const before = (await app.jobs.list(SYSTEM)).total;
      const steps = [
        { key: 'first', task: 'counting', inputs: { n: { from: 'second', output: 'sum' } } },
        { key: 'first', task: 'counting' },
        { key: 'third', task: 'nothing' },
      ];
      const refused = app.get(JobPipelines).runNestedJobs(SYSTEM, undefined, 'parent', 'The chain', steps);
      await expect(refused).rejects.toMatchObject({
        code: 'invalid-input',
        problems: [{ path: 'first.inputs.n' }, { path: 'first' }, { path: 'third' }],
      });
      expect((await app.jobs.list(SYSTEM)).total).toBe(before);
    });
  });

  describe('a whole job', () => {
    it('is made and run to its end by runPipeline', async () => {
      counting.script = addOne;
      const job = await app.get(JobPipelines).runPipeline(SYSTEM, undefined, 'counting', 'One', { n: 4 });
      expect(job).toMatchObject({ status: 'COMPLETED', title: 'One', outputs: { sum: 5 }, parentId: null });
    });

    it('is waited for wherever it runs', async () => {
      const elsewhere = await jobApp(catalogue, { tasks, env: ONE_PLACE, work: false });
      let open = (): void => undefined;
      const opened = new Promise<void>((resolve) => (open = resolve));
      child.script = async () => (await opened, { here: true });
      const { id } = await app.jobs.start(SYSTEM, app.request('child'));
      const waited = elsewhere.get(JobPipelines).runJob(SYSTEM, id);
      await app.until(id, 'RUNNING');
      open();
      expect(await waited).toMatchObject({ id, status: 'COMPLETED', result: { here: true } });
      await expect(elsewhere.get(JobPipelines).runJob(SYSTEM, id)).rejects.toMatchObject({ code: 'job-ended' });
    });

    it('is run by another job without being its child', async () => {
      counting.script = addOne;
      const top = await run(async ({ nested }) => {
        const job = await nested.runPipeline(undefined, 'counting', 'Beside', { n: 1 });
        return { parentId: job.parentId, outputs: job.outputs };
      });
      expect(top).toMatchObject({ status: 'COMPLETED', result: { parentId: null, outputs: { sum: 2 } } });
    });
  });

  describe('what ends a parent', () => {
    const startChild = async (script: Script = untilAborted): Promise<{ top: Job; below: Job }> => {
      child.script = script;
      parent.script = async ({ nested }) => nested.run({ key: 'below', task: 'child' });
      const { id } = await app.jobs.start(SYSTEM, app.request('parent', { slot: 'nested' }));
      for (;;) {
        const [view] = await app.jobs.children(SYSTEM, id);
        if (view?.job.status === 'RUNNING') return { top: await app.row(id), below: view.job };
        await delay(10);
      }
    };

    it('cancels its children: a cancel', async () => {
      const { top, below } = await startChild();
      expect(top.status).toBe('RUNNING');
      await app.jobs.cancel(SYSTEM, top.id);
      expect(await app.until(top.id)).toMatchObject({ status: 'CANCELLED', cause: 'cancel' });
      expect(await app.until(below.id)).toMatchObject({ status: 'CANCELLED', cause: 'cancel' });
    });

    it('cancels its children: a reset', async () => {
      const { top, below } = await startChild();
      await app.jobs.reset(SYSTEM, 'nested', 'it hangs');
      expect(await app.until(top.id)).toMatchObject({ status: 'CANCELLED', cause: 'reset' });
      expect(await app.until(below.id)).toMatchObject({ status: 'CANCELLED' });
    });

    it('cancels its children, also when the process died before it could', async () => {
      const { top, below } = await startChild();
      await app.source.manager.update(Job, { id: top.id }, { status: 'FAILED', endedAt: new Date(), liveSlot: null });
      await app.get(JobSweeper).sweep();
      expect(await app.until(below.id)).toMatchObject({ status: 'CANCELLED' });
    });
  });

  it('finds the children of the attempt before, and starts none of them twice', async () => {
    const stopping = await jobApp(catalogue, { tasks, env: { ...ONE_PLACE, SESHAT_DRAIN: '5s' }, work: true });
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    child.script = async () => (await opened, { done: true });
    const runs: number[] = [];
    parent.script = async ({ nested, job }) => {
      runs.push(job.attempt);
      const first = await nested.run({ key: 'first', task: 'child' });
      return { first: first.result };
    };
    // The one place of the other process is taken by the child: the parent there is what is stopped.
    const { id } = await stopping.jobs.start(SYSTEM, stopping.request('parent'));
    await stopping.until(id, 'RUNNING');
    while ((await app.row(id)).childCount === 0) await delay(10);
    const closing = stopping.close();
    await delay(100);
    open();
    await closing;
    await app.get(JobSweeper).recover(false);
    const top = await app.until(id);
    expect(top).toMatchObject({ status: 'COMPLETED', losses: 0, childCount: 1, result: { first: { done: true } } });
  });

  it('goes on with its children when its worker was lost', async () => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    child.script = async () => (await opened, { done: true });
    parent.script = async ({ nested, job }) => {
      const { id, result } = await nested.run({ key: 'first', task: 'child' });
      return { attempt: job.attempt, id, result };
    };
    const { id } = await app.jobs.start(SYSTEM, app.request('parent'));
    while ((await app.row(id)).childCount === 0) await delay(10);
    const [view] = await app.jobs.children(SYSTEM, id);
    await app.until(view?.job.id ?? '', 'RUNNING');
    await app.source.manager.delete(JobBeat, { jobId: id }); // as if its worker had died: no sign of life any more
    while ((await app.row(id)).losses === 0) {
      await app.get(JobSweeper).sweep();
      await delay(50);
    }
    expect(await app.row(view?.job.id ?? '')).toMatchObject({ status: 'RUNNING' });
    open();
    expect(await app.until(id)).toMatchObject({
      status: 'COMPLETED',
      losses: 1,
      childCount: 1,
      result: { attempt: 2, id: view?.job.id, result: { done: true } },
    });
  });

  it('says which child failed by an error that holds its job', async () => {
    const error = new ChildFailedError(Object.assign(new Job(), { number: '7.2', title: 'b', status: 'CANCELLED' }));
    expect(error.message).toBe('Job 7.2 "b" was cancelled');
    expect(error.details).toMatchObject({ number: '7.2', status: 'CANCELLED' });
  });
});
