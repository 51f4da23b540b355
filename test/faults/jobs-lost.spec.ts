import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { UnavailableError } from '../../src/common/errors.js';
import { JobBeat } from '../../src/jobs/job-beat.entity.js';
import { JobEvent } from '../../src/jobs/job-event.entity.js';
import { Job } from '../../src/jobs/job.entity.js';
import { JobQueue } from '../../src/jobs/queue/job-queue.js';
import { HeldRuns } from '../../src/jobs/runner/held-runs.js';
import { Heartbeat } from '../../src/jobs/runner/heartbeat.js';
import { JobSweeper } from '../../src/jobs/sweeper/job-sweeper.js';
import type { TaskContext } from '../../src/jobs/task.js';
import { managerOf } from '../../src/persistence/tx.js';
import { Workspace } from '../../src/workspaces/workspace.entity.js';
import { catalogueUrl, TEST_ENGINES, type TestCatalogue } from '../support/engines.js';
import { FakeClock } from '../support/fake-clock.js';
import { jobApp, ScriptedTask, untilAborted, type JobApp } from '../support/job-app.js';
import { rounds } from '../support/rounds.js';

jest.setTimeout(60_000);

/** A worker that is frozen as far as its beats go. */
const SILENT = {
  SESHAT_HEARTBEAT: '1h',
  SESHAT_BEAT_GRACE: '2h',
  SESHAT_LOST_AFTER: '3h',
  SESHAT_SWEEP: '1h',
  SESHAT_DRAIN: '0ms',
};

describe.each(TEST_ENGINES)('workers that die or freeze, on %s', (engine) => {
  let catalogue: TestCatalogue;
  let worker: JobApp;
  let watcher: JobApp;
  let clock: FakeClock;
  let workerClock: FakeClock;
  let thaw: () => void;
  const errors: unknown[] = [];
  const task = new ScriptedTask('scripted');

  beforeEach(async () => {
    catalogue = await catalogueUrl(engine);
    clock = new FakeClock(new Date());
    workerClock = new FakeClock(new Date());
    worker = await jobApp(catalogue, { tasks: [task], env: SILENT, clock: workerClock });
    watcher = await jobApp(catalogue, { tasks: [task], clock, work: false });
    errors.length = 0;
    const thawed = new Promise<void>((resolve) => (thaw = resolve));
    task.script = async (context) => {
      if (context.job.attempt === 1) await thawed;
      return publish(context).catch((error: unknown) => {
        errors.push(error);
        throw error;
      });
    };
  });

  afterEach(async () => {
    thaw();
    await worker.close();
    await watcher.close();
    await catalogue.drop();
  });

  const publish = (context: TaskContext): Promise<object> =>
    context.publish(async (tx) => {
      const description = `by attempt ${context.job.attempt}`;
      await managerOf(tx).update(Workspace, { id: context.job.workspaceId }, { description });
      return { description };
    });
  const description = async (): Promise<string | null> =>
    (await watcher.source.manager.findOneByOrFail(Workspace, { id: watcher.workspaceId })).description;
  const running = async (slot?: string): Promise<string> => {
    const { id } = await worker.jobs.start(SYSTEM, worker.request('scripted', { slot }));
    await worker.until(id, 'RUNNING');
    return id;
  };
  const sweepFor = async (seconds: number): Promise<void> => {
    for (let passed = 0; passed < seconds; passed += 5) {
      clock.advance(5_000);
      await watcher.get(JobSweeper).sweep();
    }
  };
  const ring = (app: JobApp, id: string): Promise<void> => app.get(JobQueue).enqueue(id);

  it.each(rounds())(
    'takes a silent worker’s job over after 30 s of the sweeper’s own clock; its late publish changes nothing (round %i)',
    async () => {
      const id = await running();
      await sweepFor(5);
      await sweepFor(25);
      expect(await watcher.row(id)).toMatchObject({ status: 'RUNNING' });
      await sweepFor(5);
      expect(await watcher.row(id)).toMatchObject({ status: 'PENDING', cause: 'lost', losses: 1, attempt: 1 });
      expect(await watcher.jobs.logText(SYSTEM, id)).toContain('The worker of attempt 1 was lost: no sign of life.');
      thaw();
      while (errors.length === 0) await delay(10);
      expect(errors[0]).toMatchObject({ name: 'AbortReason', kind: 'lost' });
      expect(await description()).toBeNull();
      await delay(50);
      await ring(worker, id);
      expect(await worker.until(id)).toMatchObject({ status: 'COMPLETED', attempt: 2, losses: 1 });
      expect(await description()).toBe('by attempt 2');
    },
  );

  it.each(rounds())('refuses the late publish of the first attempt while the second one runs (round %i)', async () => {
    // Booted first: on the embedded catalogue a boot takes whatever runs for orphaned.
    const second = await jobApp(catalogue, { tasks: [new ScriptedTask('scripted', untilAborted)], env: SILENT });
    const id = await running();
    await sweepFor(40);
    await ring(second, id);
    await second.until(id, 'RUNNING');
    thaw();
    while (errors.length === 0) await delay(10);
    expect(errors[0]).toMatchObject({ kind: 'lost' });
    expect(await watcher.row(id)).toMatchObject({ status: 'RUNNING', attempt: 2 });
    expect(await description()).toBeNull();
    await second.jobs.cancel(SYSTEM, id);
    await second.until(id);
    await second.close();
  });

  it.each(rounds())(
    'lets an old fence write neither progress nor log lines, waiting or running as the job may be (round %i)',
    async () => {
      let late: TaskContext | undefined;
      task.script = (context) => {
        late ??= context;
        context.log('info', `begun by attempt ${context.job.attempt}`);
        return untilAborted(context, {});
      };
      const id = await running();
      const run = worker.get(HeldRuns).find(id, 1);
      const say = async (): Promise<void> => {
        late?.log('info', 'a late line');
        late?.progress({ step: 'late', stepIndex: 1, steps: 1, percent: 99 });
        await run?.flush();
      };
      const progressRows = async (): Promise<number> =>
        (await watcher.source.manager.findBy(JobEvent, { jobId: id, kind: 'progress' })).length;
      await run?.flush();
      await sweepFor(40);
      expect(await watcher.row(id)).toMatchObject({ status: 'PENDING' });
      await say();
      expect(await progressRows()).toBe(0);
      await watcher.source.manager.update(Job, { id }, { status: 'RUNNING', attempt: 2 });
      await say();
      expect(await progressRows()).toBe(0);
      const text = await watcher.jobs.logText(SYSTEM, id);
      expect(text).toContain('begun by attempt 1');
      expect(text).not.toContain('a late line');
    },
  );

  it('stops waiting for a catalogue that is away when it is told to stop', async () => {
    await running();
    const run = worker.get(HeldRuns).all()[0];
    if (!run) throw new Error('There is no run.');
    const away = (): Promise<never> => Promise.reject(new UnavailableError('catalogue-unavailable', 'It is away.'));
    const waiting = expect(run.whileAway(away)).rejects.toMatchObject({ kind: 'stop' });
    run.abort('stop');
    await waiting;
  });

  it('leaves a worker alone that beats, whatever the clocks of the wall do', async () => {
    const id = await running();
    for (let round = 0; round < 10; round++) {
      await sweepFor(5);
      await worker.get(Heartbeat).tick();
      clock.set(new Date(Date.now() + (round % 2 === 0 ? 1 : -1) * 86_400_000 * 365));
    }
    expect(await watcher.row(id)).toMatchObject({ status: 'RUNNING', losses: 0 });
  });

  it('gives everybody the whole time again when the sweeper was frozen itself', async () => {
    const id = await running();
    await sweepFor(10);
    clock.advance(3_600_000);
    await watcher.get(JobSweeper).sweep();
    expect(await watcher.row(id)).toMatchObject({ status: 'RUNNING' });
    await sweepFor(30);
    expect(await watcher.row(id)).toMatchObject({ status: 'PENDING' });
  });

  it('hears at its next beat that it has lost its job', async () => {
    const id = await running();
    const run = worker.get(HeldRuns).find(id, 1);
    await sweepFor(40);
    expect(run?.signal.aborted).toBe(false);
    await worker.get(Heartbeat).tick();
    expect(run?.signal.reason).toMatchObject({ kind: 'lost' });
  });

  it('may not publish after too long without a beat unless a new one succeeds', async () => {
    const id = await running();
    workerClock.advance(3 * 3_600_000); // longer than its time of grace
    thaw();
    expect(await worker.until(id)).toMatchObject({ status: 'COMPLETED', attempt: 1 });
  });

  it('publishes nothing when that new beat finds no row', async () => {
    const id = await running();
    await worker.source.manager.delete(JobBeat, { jobId: id });
    workerClock.advance(3 * 3_600_000);
    thaw();
    while (errors.length === 0) await delay(10);
    expect(errors[0]).toMatchObject({ kind: 'lost' });
    expect(await description()).toBeNull();
    await sweepFor(40); // a run without any sign of life is taken over as well
    expect(await watcher.row(id)).toMatchObject({ status: 'PENDING', losses: 1 });
  });

  it('gives a job up that lost its worker three times, and says why', async () => {
    task.script = untilAborted;
    const id = await running();
    for (const losses of [1, 2, 3]) {
      await sweepFor(40);
      expect(await watcher.row(id)).toMatchObject({ losses, status: losses < 3 ? 'PENDING' : 'FAILED' });
      if (losses === 3) break;
      await watcher.source.manager.update(Job, { id }, { status: 'RUNNING', attempt: losses + 1 });
      await watcher.source.manager.insert(JobBeat, { jobId: id, attempt: losses + 1, beat: 0, at: new Date() });
    }
    const job = await watcher.row(id);
    expect(job).toMatchObject({ cause: 'lost', errorCode: 'lost', liveSlot: null });
    expect(job.errorMessage).toMatch(/^The worker was lost three times\./);
  });

  it('cancels a lost job that was asked to stop', async () => {
    task.script = untilAborted;
    const id = await running();
    await watcher.jobs.cancel(SYSTEM, id);
    await sweepFor(40);
    expect(await watcher.row(id)).toMatchObject({ status: 'CANCELLED', cause: 'cancel' });
  });

  it('ends a stale run at the next start of its slot; a fresh job beside it stays', async () => {
    const [stale, fresh] = [await running('stale'), await running('fresh')];
    await watcher.source.manager.update(
      Job,
      { id: stale },
      { claimedAt: new Date(clock.now().getTime() - 2 * 3_600_000 - 1_000) },
    );
    const next = await watcher.jobs.start(SYSTEM, watcher.request('scripted', { slot: 'stale' }));
    expect(next.status).toBe('PENDING');
    expect(await watcher.row(stale)).toMatchObject({ status: 'FAILED', cause: 'timeout' });
    expect(await watcher.jobs.logText(SYSTEM, stale)).toContain('Task auto-reset after exceeding 2h runtime.');
    await expect(watcher.jobs.start(SYSTEM, watcher.request('scripted', { slot: 'fresh' }))).rejects.toMatchObject({
      code: 'slot-taken',
    });
    expect(await watcher.row(fresh)).toMatchObject({ status: 'RUNNING' });
  });

  it('rings again for a job of which nobody was told', async () => {
    thaw();
    const { id } = await watcher.jobs.start(SYSTEM, watcher.request('scripted'));
    await worker.get(JobSweeper).sweep();
    await delay(200);
    expect(await watcher.row(id)).toMatchObject({ status: 'PENDING' });
    workerClock.advance(61_000);
    await worker.get(JobSweeper).sweep();
    expect(await watcher.until(id)).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('the embedded catalogue after a crash', () => {
  it.each(rounds())(
    'runs orphaned jobs again within 5 s of the boot, and fails those that were lost too often (round %i)',
    async () => {
      const catalogue = await catalogueUrl('sqlite');
      const never = new ScriptedTask('scripted', untilAborted);
      const crashed = await jobApp(catalogue, { tasks: [never], env: SILENT });
      const [again, often] = [
        await crashed.jobs.start(SYSTEM, crashed.request('scripted')),
        await crashed.jobs.start(SYSTEM, crashed.request('scripted')),
      ];
      for (const { id } of [again, often]) await crashed.until(id, 'RUNNING');
      await crashed.source.manager.update(Job, { id: often.id }, { losses: 2 });
      const waiting = await crashed.jobs.start(SYSTEM, crashed.request('scripted'));

      const booted = Date.now();
      const app = await jobApp(catalogue, { tasks: [new ScriptedTask('scripted', async () => ({ ok: true }))] });
      expect(await app.until(again.id)).toMatchObject({ status: 'COMPLETED', attempt: 2, losses: 1 });
      expect(await app.until(often.id)).toMatchObject({ status: 'FAILED', cause: 'lost', losses: 3 });
      expect(await app.until(waiting.id)).toMatchObject({ status: 'COMPLETED', attempt: 1, losses: 0 });
      expect(Date.now() - booted).toBeLessThan(5_000);
    },
  );
});
