import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { Indicator } from '../../src/jobs/indicators/indicator.entity.js';
import { JobBeat } from '../../src/jobs/job-beat.entity.js';
import { JobEvent } from '../../src/jobs/job-event.entity.js';
import { JobTransitionObserver } from '../../src/jobs/job-transition-observer.js';
import type { Job } from '../../src/jobs/job.entity.js';
import { JobQueue } from '../../src/jobs/queue/job-queue.js';
import { JobSweeper } from '../../src/jobs/sweeper/job-sweeper.js';
import { JobHand } from '../../src/jobs/tracking/job-hand.js';
import { JobPipelines } from '../../src/jobs/tracking/job-pipelines.js';
import { JobTracking } from '../../src/jobs/tracking/job-tracking.js';
import type { Tx } from '../../src/persistence/tx.js';
import { catalogueUrl, TEST_ENGINES, type TestCatalogue } from '../support/engines.js';
import { jobApp, ScriptedTask, untilAborted, type JobApp } from '../support/job-app.js';

jest.setTimeout(60_000);

const TIMES = {
  SESHAT_HEARTBEAT: '50ms',
  SESHAT_BEAT_GRACE: '500ms',
  SESHAT_LOST_AFTER: '800ms',
  SESHAT_SWEEP: '100ms',
  SESHAT_DRAIN: '200ms',
};

class Recorder extends JobTransitionObserver {
  readonly seen: string[] = [];

  async onTransition(_tx: Tx, job: Job, from: string | null, to: string, cause: string): Promise<void> {
    this.seen.push(`${job.number} ${from}→${to} ${cause}`);
  }
}

describe.each(TEST_ENGINES)('jobs made by hand on %s', (engine) => {
  let catalogue: TestCatalogue;
  let app: JobApp;
  let tracking: JobTracking;
  let hand: JobHand;
  const recorder = new Recorder();
  const task = new ScriptedTask('scripted', async () => ({ by: 'the worker' }));

  beforeAll(async () => {
    catalogue = await catalogueUrl(engine);
    app = await jobApp(catalogue, { tasks: [task], observers: [recorder], env: TIMES });
    tracking = app.get(JobTracking);
    hand = app.get(JobHand);
  });

  const make = (parameters: object = { a: 1 }): Promise<Job> =>
    tracking.createJob(SYSTEM, { task: 'scripted', parameters });
  const beats = (jobId: string): Promise<JobBeat | null> => app.source.manager.findOneBy(JobBeat, { jobId });
  const sweepUntilEnded = async (at: JobApp, id: string): Promise<Job> => {
    for (let tries = 0; tries < 100; tries++) {
      await at.get(JobSweeper).sweep();
      if ((await at.row(id)).status !== 'RUNNING') break;
      await delay(50);
    }
    return at.row(id);
  };

  describe('track', () => {
    it('sets RUNNING, then COMPLETED with what the work answers; observers see each change', async () => {
      const job = await make();
      recorder.seen.length = 0;
      const answer = await tracking.track(SYSTEM, job.id, async (context, inputs) => {
        expect(await app.row(job.id)).toMatchObject({ status: 'RUNNING', attempt: 1 });
        const before = (await beats(job.id))?.beat ?? 0;
        while (((await beats(job.id))?.beat ?? 0) <= before) await delay(20);
        context.log('info', `at work on ${context.job.number}`);
        context.progress({ step: 'one', stepIndex: 1, steps: 1, percent: 50 });
        context.indicator('tables', 3);
        return { inputs };
      });
      expect(answer).toEqual({ inputs: { a: 1 } });
      const ended = await app.row(job.id);
      expect(ended).toMatchObject({ status: 'COMPLETED', cause: 'run', result: answer, manual: true });
      expect(ended.startedAt).not.toBeNull();
      expect(ended.endedAt).not.toBeNull();
      expect(await app.jobs.logText(SYSTEM, job.id)).toContain(`at work on ${job.number}`);
      expect(await app.source.manager.findBy(Indicator, { jobId: job.id })).toMatchObject([{ numberValue: 3 }]);
      expect(await beats(job.id)).toBeNull();
      expect(recorder.seen).toEqual([`${job.number} PENDING→RUNNING claim`, `${job.number} RUNNING→COMPLETED run`]);
    });

    it('sets FAILED when the work throws, and throws it on', async () => {
      const job = await make();
      const work = tracking.track(SYSTEM, job.id, async () => Promise.reject(new Error('no luck')));
      await expect(work).rejects.toThrow('no luck');
      const ended = await app.row(job.id);
      expect(ended).toMatchObject({ status: 'FAILED', errorMessage: 'The task failed: no luck', result: null });
      expect(ended.endedAt).not.toBeNull();
    });

    it('sets CANCELLED when the job is cancelled', async () => {
      const job = await make();
      const work = tracking.track(SYSTEM, job.id, untilAborted);
      await app.until(job.id, 'RUNNING');
      await app.jobs.cancel(SYSTEM, job.id);
      await expect(work).rejects.toMatchObject({ name: 'AbortReason', kind: 'cancel' });
      const ended = await app.row(job.id);
      expect(ended).toMatchObject({ status: 'CANCELLED', cause: 'cancel' });
      expect(ended.endedAt).not.toBeNull();
    });

    it('lets the work start children', async () => {
      const job = await make();
      const numbers = await tracking.track(SYSTEM, job.id, async ({ nested }) => {
        const child = await nested.run({ key: 'child', task: 'scripted' });
        return { child: child.number, by: child.result };
      });
      expect(numbers).toEqual({ child: `${job.number}.1`, by: { by: 'the worker' } });
    });

    it('refuses a job that does not wait, and one that is a worker’s', async () => {
      const job = await make();
      await tracking.track(SYSTEM, job.id, async () => ({}));
      await expect(tracking.track(SYSTEM, job.id, async () => ({}))).rejects.toMatchObject({ code: 'job-not-waiting' });
      const ordinary = await app.jobs.start(SYSTEM, app.request('scripted'));
      await expect(tracking.track(SYSTEM, ordinary.id, async () => ({}))).rejects.toMatchObject({ code: 'not-manual' });
      await app.until(ordinary.id);
    });
  });

  describe('step by step', () => {
    it('a job goes through its states by hand, legal ones only', async () => {
      const job = await make();
      await expect(hand.updateJobStatus(SYSTEM, job.id, 'COMPLETED')).rejects.toMatchObject({
        code: 'illegal-transition',
        message: `Job ${job.number} is PENDING: it cannot become COMPLETED.`,
      });
      expect(await hand.updateJobStatus(SYSTEM, job.id, 'RUNNING')).toMatchObject({ status: 'RUNNING', attempt: 1 });
      await hand.registerJobFloatValue(SYSTEM, job.id, 'tables', 1);
      await hand.registerJobFloatValue(SYSTEM, job.id, 'tables', 2.5);
      await hand.registerJobCharValue(SYSTEM, job.id, 'note', 'a \u001b[31mnote');
      await hand.registerJobFlagValue(SYSTEM, job.id, 'good', true);
      const ended = await hand.updateJobStatus(SYSTEM, job.id, 'COMPLETED', { result: { done: 1 } });
      expect(ended).toMatchObject({ status: 'COMPLETED', result: { done: 1 } });
      expect(ended.endedAt).not.toBeNull();
      await expect(hand.updateJobStatus(SYSTEM, job.id, 'FAILED')).rejects.toMatchObject({
        code: 'illegal-transition',
      });
      const measured = await app.source.manager.find(Indicator, { where: { jobId: job.id }, order: { name: 'ASC' } });
      expect(measured).toMatchObject([
        { name: 'good', kind: 'flag', numberValue: 1 },
        { name: 'note', kind: 'text', textValue: 'a \\u001b[31mnote' },
        { name: 'tables', kind: 'number', numberValue: 2.5 },
      ]);
    });

    it('a failure says why, and undeclared or mistyped values are refused', async () => {
      const job = await make();
      await hand.updateJobStatus(SYSTEM, job.id, 'RUNNING');
      await expect(hand.registerJobFloatValue(SYSTEM, job.id, 'other', 1)).rejects.toMatchObject({
        problems: [{ path: 'other' }],
      });
      await expect(hand.registerJobCharValue(SYSTEM, job.id, 'tables', 'x')).rejects.toThrow('declared as a number');
      const failed = await hand.updateJobStatus(SYSTEM, job.id, 'FAILED', { error: 'It rained.' });
      expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'set-by-hand', errorMessage: 'It rained.' });
      expect(await app.jobs.logText(SYSTEM, job.id)).toContain('ERROR It rained.');
    });

    it('beats as long as its process lives, and ends when it is cancelled', async () => {
      const job = await make();
      await hand.updateJobStatus(SYSTEM, job.id, 'RUNNING');
      for (let looks = 0; looks < 10; looks++) {
        await app.get(JobSweeper).sweep();
        await delay(100);
      }
      expect(await app.row(job.id)).toMatchObject({ status: 'RUNNING' });
      await app.jobs.cancel(SYSTEM, job.id);
      expect(await app.until(job.id)).toMatchObject({ status: 'CANCELLED', cause: 'cancel' });
    });
  });

  it('are rung for by nobody, and run by a worker only when somebody says so', async () => {
    const job = await make();
    await app.get(JobQueue).enqueue(job.id);
    await app.get(JobSweeper).recover(false);
    await delay(200);
    expect(await app.row(job.id)).toMatchObject({ status: 'PENDING', attempt: 0 });
    const ended = await app.get(JobPipelines).runJob(SYSTEM, job.id);
    expect(ended).toMatchObject({ status: 'COMPLETED', result: { by: 'the worker' }, manual: false });
  });

  it('are FAILED when their process is lost, and never run again', async () => {
    const job = await make();
    await hand.updateJobStatus(SYSTEM, job.id, 'RUNNING');
    const other = await jobApp(catalogue, { tasks: [task], env: TIMES, work: false });
    await app.source.manager.delete(JobBeat, { jobId: job.id }); // its beats reach nothing any more
    const ended = await sweepUntilEnded(other, job.id);
    expect(ended).toMatchObject({ status: 'FAILED', cause: 'lost', errorCode: 'lost', attempt: 1 });
    expect(ended.errorMessage).toContain('A job made by hand is not run again.');
  });

  it('are FAILED when their process stops before them', async () => {
    const stopping = await jobApp(catalogue, { tasks: [task], env: TIMES, work: false });
    const held = await make();
    const tracked = await make();
    await stopping.get(JobHand).updateJobStatus(SYSTEM, held.id, 'RUNNING');
    const work = stopping
      .get(JobTracking)
      .track(SYSTEM, tracked.id, untilAborted)
      .catch((error: unknown) => error);
    await app.until(tracked.id, 'RUNNING');
    await stopping.close();
    await work;
    for (const { id } of [held, tracked]) {
      expect(await app.row(id)).toMatchObject({ status: 'FAILED', cause: 'stop', errorCode: 'stopped' });
    }
    const events = await app.source.manager.findBy(JobEvent, { jobId: tracked.id, kind: 'status' });
    expect(events).toHaveLength(3);
  });
});
