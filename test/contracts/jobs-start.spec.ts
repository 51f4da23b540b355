import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM, type Actor } from '../../src/common/actor.js';
import { ForbiddenError, NotFoundError, TooManyRequestsError } from '../../src/common/errors.js';
import type { Job } from '../../src/jobs/job.entity.js';
import { JobTransitionObserver } from '../../src/jobs/job-transition-observer.js';
import { SlotTakenError } from '../../src/jobs/slot-taken.error.js';
import type { Tx } from '../../src/persistence/tx.js';
import { jobApp, ScriptedTask, type JobApp } from '../support/job-app.js';
import { JOB_SETTINGS, jobCatalogue } from '../support/queues.js';

jest.setTimeout(60_000);

class Recorder extends JobTransitionObserver {
  readonly seen: string[] = [];
  failOn: string | null = null;

  async onTransition(_tx: Tx, job: Job, from: string | null, to: string, cause: string): Promise<void> {
    if (this.failOn === to) throw new Error(`no ${to}`);
    this.seen.push(`${job.number} ${from}→${to} ${cause}`);
  }
}

describe.each(JOB_SETTINGS)('starting jobs on %s with the %s queue', (engine, queue) => {
  let app: JobApp;
  const recorder = new Recorder();

  beforeAll(async () => {
    app = await jobApp(await jobCatalogue(engine, queue), {
      tasks: [new ScriptedTask('empty'), new ScriptedTask('admins', undefined, { role: 'admin' })],
      observers: [recorder],
      work: false,
      env: { SESHAT_MAX_PENDING: '90', SESHAT_MAX_DEPTH: '3' },
    });
  });

  const clear = async (): Promise<void> => {
    for (const { job } of (await app.jobs.list(SYSTEM, { status: 'PENDING', limit: 500 })).jobs) {
      await app.jobs.cancel(SYSTEM, job.id).catch(() => undefined);
    }
    recorder.seen.length = 0;
  };

  it('makes one job of 50 simultaneous starts of a slot, and 49 refusals that name it', async () => {
    const starts = Array.from({ length: 50 }, () => app.jobs.start(SYSTEM, app.request('empty', { slot: 'source-1' })));
    const outcomes = await Promise.allSettled(starts);
    const made = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(made).toHaveLength(1);
    expect(refusals).toHaveLength(49);
    const [job] = made;
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(SlotTakenError);
      expect((refusal as SlotTakenError).details).toEqual({ jobId: job?.id, number: job?.number, status: 'PENDING' });
      expect((refusal as SlotTakenError).code).toBe('slot-taken');
    }
    expect(recorder.seen).toEqual([`${job?.number} null→PENDING start`]);
    await clear();
  });

  it('frees the slot when the job ends', async () => {
    const first = await app.jobs.start(SYSTEM, app.request('empty', { slot: 's' }));
    await app.jobs.cancel(SYSTEM, first.id);
    const second = await app.jobs.start(SYSTEM, app.request('empty', { slot: 's' }));
    expect(second.id).not.toBe(first.id);
    expect(await app.row(first.id)).toMatchObject({ status: 'CANCELLED', cause: 'cancel', slot: 's', liveSlot: null });
    await clear();
  });

  it('numbers jobs without gaps or repeats, however many start at once', async () => {
    const jobs = await Promise.all(Array.from({ length: 40 }, () => app.jobs.start(SYSTEM, app.request('empty'))));
    const numbers = jobs.map(({ number }) => Number(number)).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, index) => (numbers[0] ?? 0) + index));
    await clear();
  });

  it('numbers children within their parent, sorted as numbers', async () => {
    const parent = await app.jobs.start(SYSTEM, app.request('empty'));
    const child = (): Promise<Job> => app.jobs.start(SYSTEM, app.request('empty', { parentId: parent.id }));
    const made = await Promise.all(Array.from({ length: 12 }, child));
    const grandchild = await app.jobs.start(SYSTEM, app.request('empty', { parentId: made[0]?.id }));
    expect(grandchild.number).toBe(`${made[0]?.number}.1`);
    const listed = (await app.jobs.children(SYSTEM, parent.id)).map(({ job }) => job.number);
    expect(listed).toEqual(Array.from({ length: 12 }, (_, index) => `${parent.number}.${index + 1}`));
    const tooDeep = app.jobs.start(SYSTEM, app.request('empty', { parentId: grandchild.id }));
    await expect(tooDeep).rejects.toMatchObject({ code: 'too-deep' });
    await clear();
  });

  it('starts a batch in one transaction, the taken ones listed', async () => {
    const taken = await app.jobs.start(SYSTEM, app.request('empty', { slot: 'b' }));
    const children = ['a', 'b', 'c', 'a'].map((slot) => app.request('empty', { slot, title: slot }));
    const batch = { task: 'empty', title: 'All of them', parameters: {}, workspaceId: app.workspaceId };
    const { parent, started, refused } = await app.jobs.startBatch(SYSTEM, batch, children);
    expect(started.map(({ title, number }) => [title, number])).toEqual([
      ['a', `${parent?.number}.1`],
      ['c', `${parent?.number}.2`],
    ]);
    expect(refused.map(({ request, error }) => [request.title, error.holder.number])).toEqual([
      ['b', taken.number],
      ['a', `${parent?.number}.1`],
    ]);
    expect(parent).toMatchObject({ grouping: true, status: 'PENDING', childCount: 2, liveChildren: 2 });
    const none = await app.jobs.startBatch(SYSTEM, batch, [app.request('empty', { slot: 'b' })]);
    expect(none).toMatchObject({ parent: null, started: [], refused: [{ error: { holder: { jobId: taken.id } } }] });
    await clear();
  });

  it('leaves nothing behind when an observer refuses', async () => {
    recorder.failOn = 'PENDING';
    const before = (await app.jobs.list(SYSTEM)).total;
    await expect(app.jobs.start(SYSTEM, app.request('empty', { slot: 'x' }))).rejects.toThrow('no PENDING');
    recorder.failOn = null;
    expect((await app.jobs.list(SYSTEM)).total).toBe(before);
    await app.jobs.start(SYSTEM, app.request('empty', { slot: 'x' }));
    await clear();
  });

  it('refuses more than the pending jobs that are allowed, with a time to come back', async () => {
    await Promise.all(Array.from({ length: 90 }, () => app.jobs.start(SYSTEM, app.request('empty'))));
    const refusal = await app.jobs.start(SYSTEM, app.request('empty')).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TooManyRequestsError);
    expect(refusal).toMatchObject({ code: 'too-many-pending', retryAfterSeconds: 30 });
    await clear();
  });

  it('keeps to roles, and names the task that was probably meant', async () => {
    const operator: Actor = { ...SYSTEM, kind: 'user', userId: 'u', name: 'Ann', role: 'operator' };
    await expect(app.jobs.start(operator, app.request('admins'))).rejects.toBeInstanceOf(ForbiddenError);
    await expect(app.jobs.start(operator, app.request('emty'))).rejects.toThrow(/did you mean empty\?/);
    const job = await app.jobs.start(operator, app.request('empty'));
    expect(job).toMatchObject({ startedByName: 'Ann', startedByKind: 'user', title: 'The empty', attempt: 0 });
    const stranger: Actor = { ...operator, name: 'Bob', role: null };
    await expect(app.jobs.get(stranger, job.id)).rejects.toBeInstanceOf(NotFoundError);
    expect((await app.jobs.list(stranger)).total).toBe(0);
    await clear();
  });

  it('lists newest first, with counts that obey the filter', async () => {
    const subject = { type: 'sql-db', id: 'list' };
    const made: Job[] = [];
    for (const title of ['one 100%', 'two', 'three']) {
      made.push(await app.jobs.start(SYSTEM, app.request('empty', { title, subject })));
    }
    await app.jobs.cancel(SYSTEM, made[1]?.id ?? '');
    const page = await app.jobs.list(SYSTEM, { subject, limit: 2 });
    expect(page).toMatchObject({ total: 3, pending: 2, running: 0, completed: 0, failed: 0, cancelled: 1 });
    expect(page.jobs.map(({ job }) => job.title)).toEqual(['three', 'two']);
    const rest = await app.jobs.list(SYSTEM, { subject, limit: 2, offset: 2 });
    expect(rest.jobs.map(({ job }) => job.title)).toEqual(['one 100%']);
    expect(await app.jobs.list(SYSTEM, { subject, status: 'CANCELLED' })).toMatchObject({ total: 1, pending: 0 });
    expect((await app.jobs.list(SYSTEM, { subject, q: 'ONE 100%' })).total).toBe(1);
    expect((await app.jobs.list(SYSTEM, { subject, q: '_' })).total).toBe(0);
    expect((await app.jobs.list(SYSTEM, { q: made[2]?.number })).jobs[0]?.job.title).toBe('three');
    const praxis = await app.jobs.start(SYSTEM, app.request('empty', { title: 'Ärzte', subject: { ...subject, id: 'praxis' } })); // prettier-ignore
    for (const q of ['Ärzte', 'ärzte', 'ÄRZ']) {
      expect((await app.jobs.list(SYSTEM, { q })).jobs.map(({ job }) => job.id)).toEqual([praxis.id]);
    }
    const from = made[1]?.createdAt;
    expect((await app.jobs.list(SYSTEM, { subject, from })).total).toBeGreaterThanOrEqual(2);
    expect((await app.jobs.list(SYSTEM, { subject, to: new Date(0) })).total).toBe(0);
    await clear();
  });
});
