import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM, type Actor, type Role } from '../../src/common/actor.js';
import type { Engine } from '../../src/common/snapshot.js';
import { flag, object, text } from '../../src/containers/schema.js';
import { Job } from '../../src/jobs/job.entity.js';
import type { ScheduleInput } from '../../src/jobs/schedule/schedule-input.js';
import { ScheduleTicker } from '../../src/jobs/schedule/schedule-ticker.js';
import { Schedule } from '../../src/jobs/schedule/schedule.entity.js';
import { ScheduleService } from '../../src/jobs/schedule/schedule.service.js';
import type { JobAddress } from '../../src/jobs/task.js';
import { WorkspaceService } from '../../src/workspaces/workspace.service.js';
import { catalogueUrl, TEST_ENGINES } from '../support/engines.js';
import { FakeClock } from '../support/fake-clock.js';
import { jobApp, ScriptedTask, untilAborted, type JobApp } from '../support/job-app.js';

jest.setTimeout(60_000);

const MIDNIGHT = '2027-03-01T00:00:00.000Z';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAILY = { task: 'report', cron: '0 3 * * *', timeZone: 'UTC' };

/** A task about something, of which one at a time may run. */
class SlottedTask extends ScriptedTask {
  override async address(): Promise<JobAddress> {
    return { slot: 'thing:1/work', subject: { type: 'thing', id: '1' }, title: 'Work on the thing' };
  }
}

async function servers(engine: Engine, count: number) {
  const catalogue = await catalogueUrl(engine);
  const clock = new FakeClock(MIDNIGHT);
  const tasks = () => [
    new ScriptedTask('report', async () => ({}), {
      inputs: object({
        format: text({ label: 'Format', maxLength: 5, optional: true }),
        wide: flag({ label: 'Wide', default: false }),
      }),
    }),
    new ScriptedTask('admin-report', async () => ({}), { role: 'admin' }),
    new SlottedTask('slotted', untilAborted),
  ];
  const apps: JobApp[] = [];
  for (let n = 0; n < count; n++) apps.push(await jobApp(catalogue, { tasks: tasks(), clock, work: n === 0 }));
  return { clock, apps };
}

describe.each(TEST_ENGINES)('schedules on %s', (engine) => {
  let clock: FakeClock;
  let app: JobApp;
  let schedules: ScheduleService;
  let ticker: ScheduleTicker;
  let roles: Record<string, Role | null>;
  beforeAll(async () => {
    ({ clock, apps: [app] } = (await servers(engine, 1)) as { clock: FakeClock; apps: [JobApp] }); // prettier-ignore
    schedules = app.get(ScheduleService);
    ticker = app.get(ScheduleTicker);
    roles = { ann: 'operator' };
  });

  const person = (userId: string, role: Role | null): Actor => ({
    ...SYSTEM,
    kind: 'user',
    userId,
    name: userId,
    role,
  });
  const ann = (): Actor => person('ann', 'operator');
  /** Nobody's roles but those of the moment count. */
  const actorOf = async (userId: string): Promise<Actor | null> => {
    const role = roles[userId];
    return role === undefined ? null : person(userId, role);
  };
  const tick = () => ticker.tick(actorOf);
  /** A schedule, made at midnight of its own day, the only one that is on. */
  const scheduled = async (input: Partial<ScheduleInput> = {}): Promise<Schedule> => {
    clock.set(new Date(Math.ceil((clock.now().getTime() + 1) / (24 * HOUR)) * 24 * HOUR));
    await app.source.manager.update(Schedule, { enabled: true }, { enabled: false });
    return schedules.create(ann(), { ...DAILY, ...input });
  };
  const hours = (schedule: Schedule): (number | null)[] =>
    [schedule.nextAt, schedule.lastAt].map((at) => at && (at.getTime() - schedule.createdAt.getTime()) / HOUR);
  const problemsOf = async (work: Promise<unknown>): Promise<string[]> => {
    const error = await work.then(() => null, (reason: unknown) => reason as { problems?: { path: string }[] }); // prettier-ignore
    return (error?.problems ?? []).map(({ path }) => path);
  };

  it('say when they come next, and fire then', async () => {
    const schedule = await scheduled({ name: 'Nightly', parameters: { format: 'html' } });
    expect(hours(schedule)).toEqual([3, null]);
    clock.advance(3 * HOUR - 1);
    expect(await tick()).toEqual([]);
    clock.advance(1);
    const [job] = await tick();
    expect(job).toMatchObject({ task: 'report', parameters: { format: 'html' }, originKind: 'schedule' });
    expect(job).toMatchObject({ originId: schedule.id, startedById: 'ann', startedByName: 'ann (schedule Nightly)' });
    const after = await schedules.get(ann(), schedule.id);
    expect(hours(after)).toEqual([27, 3]);
    expect(after).toMatchObject({ lastJobId: job?.id, lastError: null, missed: 0, missedAt: null });
    expect(await tick()).toEqual([]);
    expect((await app.until(job?.id ?? '')).status).toBe('COMPLETED');
  });

  it('come at the time of their zone when clocks are changed', async () => {
    clock.set('2027-03-27T12:00:00Z');
    const { nextAt } = await schedules.create(ann(), { ...DAILY, cron: '30 2 * * *', timeZone: 'Europe/Berlin' });
    expect(nextAt).toEqual(new Date('2027-03-28T01:00:00Z'));
    const previews = schedules.preview('0 3 * * *', 'Europe/Berlin').map((at) => at.toISOString().slice(5, 16));
    expect(previews).toEqual(['03-28T01:00', '03-29T01:00', '03-30T01:00', '03-31T01:00', '04-01T01:00']);
  });

  it('make up for missed firings once, and count them all', async () => {
    const { id } = await scheduled();
    clock.advance(3 * 24 * HOUR + 4 * HOUR);
    expect(await tick()).toHaveLength(1);
    const after = await schedules.get(ann(), id);
    expect(after.missed).toBe(4);
    expect(hours(after)).toEqual([99, 76]);
    expect(after.missedAt?.getTime()).toBe(after.createdAt.getTime() + 75 * HOUR);
    clock.advance(23 * HOUR);
    expect(await tick()).toHaveLength(1);
    expect((await schedules.get(ann(), id)).missed).toBe(4);
  });

  it('do not count a tick of some seconds later as missed', async () => {
    const { id } = await scheduled();
    clock.advance(3 * HOUR + 10_000);
    expect(await tick()).toHaveLength(1);
    expect((await schedules.get(ann(), id)).missed).toBe(0);
  });

  it('run with the rights that their owner has by then', async () => {
    const { id } = await scheduled();
    for (const [role, problem] of [['viewer', /needs the role "operator"/], [undefined, /is gone or disabled/]] as const) {
      if (role) roles.ann = role;
      else delete roles.ann;
      clock.advance(24 * HOUR);
      expect(await tick()).toEqual([]);
      expect((await schedules.get(SYSTEM, id)).lastError).toMatch(problem);
    } // prettier-ignore
    roles.ann = 'operator';
    clock.advance(24 * HOUR);
    expect(await tick()).toHaveLength(1);
    expect((await schedules.get(ann(), id)).lastError).toBeNull();
  });

  it('start nothing while the last run still goes on, and say so', async () => {
    const { id } = await scheduled({ task: 'slotted' });
    clock.advance(3 * HOUR);
    const [first] = await tick();
    expect(first).toMatchObject({ title: 'Work on the thing', subjectType: 'thing' });
    clock.advance(24 * HOUR);
    expect(await tick()).toEqual([]);
    const after = await schedules.get(ann(), id);
    expect(after.lastError).toContain(`Job ${first?.number} for the same thing is`);
    expect(after.lastJobId).toBe(first?.id);
    await app.jobs.cancel(SYSTEM, first?.id ?? '');
    await app.until(first?.id ?? '');
  });

  it('that are off do not fire, and begin anew when they are on again', async () => {
    const { id, version } = await scheduled();
    const off = await schedules.update(ann(), id, { enabled: false }, version);
    expect(off.nextAt).toBeNull();
    clock.advance(50 * HOUR);
    expect(await tick()).toEqual([]);
    const on = await schedules.update(ann(), id, { enabled: true }, off.version);
    expect(hours(on)[0]).toBe(51);
  });

  it('name every wrong field', async () => {
    const bad = {
      task: 'report',
      name: ' ',
      cron: '61 * * * *',
      timeZone: 'Mars',
      parameters: { format: 'pdf-a4', x: 1 },
    };
    expect(await problemsOf(schedules.create(ann(), bad))).toEqual([
      ...['name', 'cron', 'timeZone'],
      ...['parameters.x', 'parameters.format'],
    ]);
    expect(await problemsOf(schedules.create(ann(), { ...DAILY, task: 'nothing' }))).toEqual(['task']);
    expect(() => schedules.preview('* * *')).toThrow('The cron expression must have five fields');
  });

  it('are looked after by operators who may run the task', async () => {
    const viewer = person('vic', 'viewer');
    await expect(schedules.create(viewer, DAILY)).rejects.toThrow('needs the role "operator"');
    await expect(schedules.create(ann(), { ...DAILY, task: 'admin-report' })).rejects.toThrow('needs the role "admin"');
    const { id, version } = await schedules.create(SYSTEM, { ...DAILY, task: 'admin-report' });
    await expect(schedules.update(ann(), id, { cron: '* * * * *' }, version)).rejects.toThrow('"admin"');
    await expect(schedules.remove(viewer, id)).rejects.toThrow('"operator"');
    await expect(schedules.get(person('stranger', null), id)).rejects.toThrow('There is no schedule');
    expect((await schedules.list(person('stranger', null))).total).toBe(0);
    await schedules.remove(ann(), id);
    await expect(schedules.get(SYSTEM, id)).rejects.toThrow('There is no schedule');
  });

  it('lend the rights of whoever changes what they run', async () => {
    const { id, version } = await scheduled();
    const retimed = await schedules.update(SYSTEM, id, { cron: '0 4 * * *' }, version);
    expect(retimed).toMatchObject({ createdById: 'ann', cron: '0 4 * * *', version: version + 1 });
    const changed = await schedules.update(SYSTEM, id, { parameters: { wide: true } }, retimed.version);
    expect(changed).toMatchObject({ createdById: null, createdByName: 'system', parameters: { wide: true } });
  });

  it('refuse the second of two editors', async () => {
    const { id, version } = await scheduled();
    await schedules.update(ann(), id, { name: 'mine' }, version);
    await expect(schedules.update(ann(), id, { name: 'yours' }, version)).rejects.toMatchObject({
      code: 'stale-version',
    });
  });

  it('are listed by name, narrowed, and go with their workspace', async () => {
    const workspaces = app.get(WorkspaceService);
    const { id: workspaceId } = await workspaces.create(SYSTEM, { name: 'Other' });
    for (const name of ['beta', 'Alpha 1']) await schedules.create(ann(), { ...DAILY, name, workspaceId });
    const names = async (query = {}) =>
      (await schedules.list(ann(), { workspaceId, ...query })).schedules.map(({ name }) => name).sort();
    expect(await names()).toEqual(['Alpha 1', 'beta']);
    expect(await names({ q: 'alpha' })).toEqual(['Alpha 1']);
    expect(await names({ enabled: false })).toEqual([]);
    await expect(workspaces.delete(SYSTEM, workspaceId)).rejects.toMatchObject({ code: 'workspace-not-empty' });
    await workspaces.delete(SYSTEM, workspaceId, { withContents: true });
    expect(await names()).toEqual([]);
  });
});

describe.each(TEST_ENGINES.filter((engine) => engine !== 'sqlite'))('schedules of several servers on %s', (engine) => {
  it('fire exactly once at each of their times', async () => {
    const { clock, apps } = await servers(engine, 2);
    const [first] = apps as [JobApp];
    const { id } = await first.get(ScheduleService).create(SYSTEM, { task: 'report', cron: '* * * * *' });
    const tickers = apps.map((app) => app.get(ScheduleTicker));
    const TICKS = 40;
    for (let n = 0; n < TICKS; n++) {
      clock.advance(MINUTE);
      await Promise.all([...tickers, ...tickers].map((ticker) => ticker.tick(async () => null)));
    }
    const jobs = await first.source.manager.find(Job, { where: { originId: id }, order: { id: 'ASC' } });
    const start = Date.parse(MIDNIGHT);
    expect(jobs.map(({ createdAt }) => (createdAt.getTime() - start) / MINUTE)).toEqual(
      Array.from({ length: TICKS }, (_, n) => n + 1),
    );
    expect(await first.get(ScheduleService).get(SYSTEM, id)).toMatchObject({ missed: 0, lastError: null });
  });
});
