import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sourceFixture } from '../support/source-fixture.js';
import { apiApp, type ApiApp } from './api-app.js';
import { ApiClient, type Json } from './api-client.js';

jest.setTimeout(60_000);

interface Listing {
  readonly total: number;
  readonly items: readonly Json[];
}

let app: ApiApp;
let olga: ApiClient;
let vic: ApiClient;
let sqlDbId: string;
beforeAll(async () => {
  app = await apiApp({ env: { SESHAT_SQLITE_DIRS: '/tmp', SESHAT_SCHEDULE_TICK: '50ms' } });
  olga = (await app.person('olga', 'operator')).client;
  vic = (await app.person('vic', 'viewer')).client;
  const { connection } = await sourceFixture('sqlite');
  const { body } = await olga.post('/api/sql-dbs', { name: 'shop', engine: 'sqlite', path: connection.path });
  sqlDbId = String(body.id);
});

describe('schedules', () => {
  it('of a source are made, listed, changed and removed', async () => {
    const times = { cron: '0 3 * * *', timeZone: 'Europe/Berlin' };
    const made = await olga.post(`/api/sql-dbs/${sqlDbId}/schedules`, times);
    const path = `/api/schedules/${made.body.id}`;
    expect([made.status, made.headers.get('location'), made.headers.get('etag')]).toEqual([201, path, '"1"']);
    expect(made.body).toEqual({
      ...{ ...times, id: made.body.id, workspaceId: expect.any(String), name: 'Discover shop', task: 'db-elements' },
      ...{ parameters: { sqlDbId }, sqlDbId, enabled: true, owner: 'olga (token olga)', version: 1 },
      ...{ nextAt: expect.stringMatching(/T0[12]:00:00.000Z$/), lastAt: null, lastJobId: null, lastError: null },
      ...{ missed: 0, missedAt: null, createdAt: expect.any(String), updatedAt: expect.any(String) },
    });
    expect((await vic.get<Listing>(`/api/schedules?sqlDb=${sqlDbId}`)).body).toEqual({ total: 1, items: [made.body] });
    expect((await vic.get<Listing>('/api/schedules?q=DISCOVER&enabled=false')).body.total).toBe(0);
    const off = await olga.patch(path, { enabled: false }, { 'if-match': '"1"' });
    expect([off.status, off.body.enabled, off.body.nextAt, off.body.version]).toEqual([200, false, null, 2]);
    const late = await olga.patch(path, { name: 'mine', version: 1 });
    expect(late).toMatchObject({ status: 412, body: { code: 'stale-version' } });
    expect((await vic.patch(path, { enabled: true, version: 2 })).status).toBe(403);
    expect((await olga.delete(path)).status).toBe(204);
    expect((await olga.get(path)).status).toBe(404);
  });

  it('run any task, and say what is wrong with its inputs', async () => {
    const wrong = await olga.post('/api/schedules', { task: 'test-connection', cron: '* * *', parameters: {} });
    expect(wrong.status).toBe(422);
    expect((wrong.body.errors as { path: string }[]).map(({ path }) => path)).toEqual(['cron', 'parameters.sqlDbId']);
    const unknown = await olga.post('/api/schedules', { task: 'test', cron: '0 0 * * *' });
    expect(unknown).toMatchObject({ status: 422, body: { errors: [{ path: 'task' }] } });
    const made = await olga.post('/api/schedules', {
      ...{ task: 'test-connection', name: 'Is it there?', cron: '*/5 * * * *', parameters: { sqlDbId } },
    });
    expect([made.status, made.body.name]).toEqual([201, 'Is it there?']);
  });

  it('can be previewed', async () => {
    const { body } = await vic.get<{ firings: string[] }>('/api/schedules/preview?cron=0%203%20*%20*%20*&timeZone=UTC');
    expect(body.firings).toHaveLength(5);
    expect(body.firings.every((at) => at.endsWith('T03:00:00.000Z'))).toBe(true);
    expect((await vic.get('/api/schedules/preview?cron=0')).body).toMatchObject({ errors: [{ path: 'cron' }] });
  });

  it('fire by themselves, and go with their source', async () => {
    const second = String((new Date().getUTCSeconds() + 2) % 60);
    const { body } = await olga.post(`/api/sql-dbs/${sqlDbId}/schedules`, { cron: `${second} * * * * *` });
    const path = `/api/schedules/${body.id}`;
    let jobId: unknown = null;
    for (let tries = 0; tries < 200 && jobId === null; tries++) {
      await sleep(50);
      jobId = (await olga.get(path)).body.lastJobId;
    }
    const job = await olga.ended(String(jobId));
    expect(job).toMatchObject({ status: 'completed', origin: { kind: 'schedule', id: body.id } });
    expect((job.startedBy as Json).name).toBe('olga (schedule Discover shop)');
    const admin = (await app.person('ada', 'admin')).client;
    expect((await admin.delete(`/api/sql-dbs/${sqlDbId}`)).status).toBe(204);
    expect((await olga.get(path)).status).toBe(404);
  });
});

describe('statistics', () => {
  it('say what the jobs that one may see come to', async () => {
    const { body } = await vic.get('/api/stats');
    const counts = { total: 1, pending: 0, running: 0, completed: 1, failed: 0, cancelled: 0, successRate: 1 };
    const durationMs = expect.any(Number);
    expect(body).toEqual({
      totals: counts,
      topTasks: [{ task: 'db-elements', ...counts }],
      durations: [{ task: 'db-elements', runs: 1, p50Ms: durationMs, p95Ms: durationMs, maxMs: durationMs }],
      perDay: [{ day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), ...counts }],
    });
    expect((await vic.get('/api/stats?to=2020-01-01')).body).toMatchObject({ totals: { total: 0 }, perDay: [] });
    const stranger = (await app.person('sam', null)).client;
    expect((await stranger.get('/api/stats')).body).toMatchObject({ totals: { total: 0 } });
    expect((await vic.get('/api/stats?from=soon')).status).toBe(422);
  });
});

describe('metrics', () => {
  it('are there for Prometheus, with a token that may read', async () => {
    const { status, text, headers } = await vic.get('/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    for (const line of [
      'seshat_jobs{status="completed"} 1',
      'seshat_jobs{status="pending"} 0',
      'seshat_job_duration_seconds_count{task="db-elements",status="completed"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toMatch(/^seshat_http_request_duration_seconds_count\{part="api",method="POST",status="201"\} [1-9]/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });

  it('are not for strangers', async () => {
    const nobody = await new ApiClient(app.address, null).get('/metrics');
    expect([nobody.status, nobody.body.code]).toEqual([401, 'unauthenticated']);
    const guest = (await app.person('gus', null)).client;
    expect((await guest.get('/metrics')).status).toBe(403);
  });

  it.each([
    ['anyone', 200],
    ['off', 404],
  ])('are, by the setting, for %s', async (SESHAT_METRICS, status) => {
    const other = await apiApp({ env: { SESHAT_METRICS } });
    expect((await new ApiClient(other.address, null).get('/metrics')).status).toBe(status);
    await other.close();
  });
});
