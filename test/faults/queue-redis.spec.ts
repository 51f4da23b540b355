import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SYSTEM } from '../../src/common/actor.js';
import { JobSweeper } from '../../src/jobs/sweeper/job-sweeper.js';
import type { JobStatus } from '../../src/jobs/job-status.js';
import { catalogueUrl } from '../support/engines.js';
import { jobApp, ScriptedTask, type JobApp } from '../support/job-app.js';
import { privateRedis, type PrivateRedis } from '../support/private-redis.js';
import { rounds } from '../support/rounds.js';

jest.setTimeout(120_000);

/** A tenth of a second stands for five. */
const TIMES = { SESHAT_SWEEP: '100ms', SESHAT_RERING_AFTER: '1200ms', SESHAT_HEARTBEAT: '100ms' };
/** Twenty starts on a slow machine; each held up by one wait for Redis (2 s) they would take longer. */
const NOT_HELD_UP_MS = 30_000;
const PLACES = 3;

describe('with the queue’s Redis under fire', () => {
  let redis: PrivateRedis;
  let server: JobApp;
  let workers: JobApp[];
  let sweeping: NodeJS.Timeout;
  const task = new ScriptedTask('scripted');
  /** How often each job has run. */
  const runs = new Map<string, number>();
  const said = { warn: jest.spyOn(Logger.prototype, 'warn'), log: jest.spyOn(Logger.prototype, 'log') };

  beforeAll(async () => {
    redis = await privateRedis();
    const catalogue = { ...(await catalogueUrl('postgresql')), env: { SESHAT_QUEUE_URL: redis.url, ...TIMES } };
    // Redis is not there yet: neither the server nor the workers mind.
    server = await jobApp(catalogue, { tasks: [task], env: { SESHAT_JOBS_CONCURRENCY: '0' } });
    const env = { SESHAT_JOBS_CONCURRENCY: `${PLACES}` };
    workers = [await jobApp(catalogue, { tasks: [task], env }), await jobApp(catalogue, { tasks: [task], env })];
    sweeping = setInterval(() => {
      for (const app of [server, ...workers])
        void app
          .get(JobSweeper)
          .sweep()
          .catch(() => undefined);
    }, 100);
    task.script = async ({ job }) => {
      runs.set(job.id, (runs.get(job.id) ?? 0) + 1);
      await delay(20 + Math.random() * 40);
      return {};
    };
  });

  afterAll(() => clearInterval(sweeping));
  afterEach(() => runs.clear());

  const start = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let made = 0; made < count; made++) {
      ids.push((await server.jobs.start(SYSTEM, server.request('scripted'))).id);
    }
    return ids;
  };
  /** No job is lost, and none runs twice. */
  const expectEachOnce = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      expect(await server.until(id, undefined, 30_000)).toMatchObject({ status: 'COMPLETED', attempt: 1, losses: 0 });
    }
    expect(ids.map((id) => runs.get(id)).filter((count) => count !== 1)).toEqual([]);
  };
  const statuses = async (ids: readonly string[]): Promise<JobStatus[]> =>
    Promise.all(ids.map(async (id) => (await server.row(id)).status));
  const ofRedis = (spy: jest.SpiedFunction<Logger['log']>): string[] =>
    spy.mock.calls.map(([text]) => String(text)).filter((text) => text.includes("queue's Redis"));
  const outages = (): string[] => ofRedis(said.warn);
  const returns = (): string[] => ofRedis(said.log);

  it('accepts jobs at once while it has never been there, and runs them when it comes', async () => {
    const at = performance.now();
    const ids = await start(20);
    expect(performance.now() - at).toBeLessThan(NOT_HELD_UP_MS);
    await delay(300);
    expect(new Set(await statuses(ids))).toEqual(new Set(['PENDING']));
    await redis.start();
    await expectEachOnce(ids);
  });

  it.each(rounds(3))('loses no job by kill -9 at any moment (round %i)', async () => {
    const moment = Math.round(Math.random() * 400);
    const killed = delay(moment).then(() => redis.kill());
    const ids = await start(30);
    await killed;
    ids.push(...(await start(10)));
    await delay(Math.random() * 500);
    await redis.start();
    await expectEachOnce(ids);
  });

  it.each(rounds(2))('loses no job by FLUSHALL at any moment (round %i)', async () => {
    const moment = Math.round(Math.random() * 300);
    const flushed = delay(moment).then(() => redis.flush());
    const ids = await start(40);
    await flushed;
    await redis.flush();
    await expectEachOnce(ids);
  });

  it.each(rounds())('neither fails nor holds up a start while it is frozen (round %i)', async () => {
    redis.freeze();
    const at = performance.now();
    const ids = await start(20);
    expect(performance.now() - at).toBeLessThan(NOT_HELD_UP_MS);
    await delay(3_000);
    redis.thaw();
    await expectEachOnce(ids);
  });

  it('says once that it is away and once that it is back, without its password', async () => {
    for (const spy of [said.warn, said.log]) spy.mockClear();
    await redis.kill();
    await delay(2_500);
    await redis.start();
    await expectEachOnce(await start(1));
    // One line of each of the three processes.
    expect(outages()).toHaveLength(3);
    for (const deadline = Date.now() + 10_000; returns().length < 3 && Date.now() < deadline;) await delay(50);
    expect(returns()).toHaveLength(3);
    const all = [...said.warn.mock.calls, ...said.log.mock.calls].map((call) => JSON.stringify(call)).join('\n');
    expect(all).not.toContain(redis.password);
  });

  it('does not deliver a long run again and again when its message counts as stalled', async () => {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const [script] = [task.script];
    task.script = async ({ job }) => {
      runs.set(job.id, (runs.get(job.id) ?? 0) + 1);
      await ended;
      return {};
    };
    const [id = ''] = await start(1);
    await server.until(id, 'RUNNING');
    // All that Redis knows of it is gone, and then it is rung for twice more.
    await redis.flush();
    await workers[0]?.get(JobSweeper).recover(false);
    await delay(2_000);
    expect(await server.row(id)).toMatchObject({ status: 'RUNNING', attempt: 1 });
    end();
    await expectEachOnce([id]);
    task.script = script;
  });

  it('stops and leaves within its time while it is away', async () => {
    await redis.kill();
    const at = performance.now();
    for (const app of [server, ...workers]) await app.close();
    expect(performance.now() - at).toBeLessThan(5_000);
  });
});
