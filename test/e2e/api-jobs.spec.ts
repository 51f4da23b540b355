import { beforeAll, describe, expect, it } from '@jest/globals';
import { silentServer } from '../support/silent-server.js';
import { sourceFixture } from '../support/source-fixture.js';
import { apiApp, type ApiApp } from './api-app.js';
import type { ApiClient, Json } from './api-client.js';
import { allEvents, watchJob } from './api-events.js';

interface Started {
  readonly job: Json;
}

let app: ApiApp;
let admin: ApiClient;
/** Made anew for each test that wants a run which does not end by itself. */
const stuckSource = async (name: string): Promise<string> => {
  const { port } = await silentServer();
  const place = { engine: 'mariadb', host: '127.0.0.1', port, database: 'x', user: 'x', password: 'hush-hush' };
  return String((await admin.post('/api/sql-dbs', { name, ...place })).body.id);
};
const sqliteSource = async (name: string): Promise<string> => {
  const { connection } = await sourceFixture('sqlite');
  return String((await admin.post('/api/sql-dbs', { name, engine: 'sqlite', path: connection.path })).body.id);
};
const start = async (id: string): Promise<string> => {
  const { status, body, headers } = await admin.post<Started>(`/api/sql-dbs/${id}/db-elements`);
  expect([status, headers.get('location')]).toEqual([202, `/api/jobs/${String(body.job.id)}`]);
  return String(body.job.id);
};
beforeAll(async () => {
  app = await apiApp({ env: { SESHAT_SQLITE_DIRS: '/tmp', SESHAT_JOBS_CONCURRENCY: '4', SESHAT_CHILD_KILL: '500ms' } });
  admin = (await app.person('ada', 'admin')).client;
});

describe('starting', () => {
  it('one source 50 times at once makes one job, and 49 refusals that name it', async () => {
    const id = await stuckSource('Fifty');
    const answers = await Promise.all(Array.from({ length: 50 }, () => admin.post(`/api/sql-dbs/${id}/db-elements`)));
    const [started] = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(49);
    const job = (started?.body as unknown as Started).job;
    for (const { body } of refused) {
      expect(body).toMatchObject({ code: 'slot-taken', job: { id: job.id, number: job.number } });
      expect(body.detail).toMatch(/^A database elements creation task is (waiting to start|currently running)$/);
      expect(['pending', 'running']).toContain((body.job as Json).status);
    }
    const state = await admin.get(`/api/sql-dbs/${id}/db-elements`);
    expect(state.body).toMatchObject({ taskId: job.id, job: { id: job.id } });
    const step = await admin.post(`/api/sql-dbs/${id}/create-tables`);
    expect([step.status, (step.body.job as Json).id]).toEqual([409, job.id]);
    const busy = await admin.delete(`/api/sql-dbs/${id}`);
    expect([busy.status, busy.body.code]).toEqual([409, 'source-busy']);
    const cancelled = await admin.post(`/api/jobs/${String(job.id)}/cancel`);
    expect(cancelled.status).toBe(202);
    expect(await admin.ended(String(job.id))).toMatchObject({ status: 'cancelled', cause: 'cancel' });
    const late = await admin.delete(`/api/jobs/${String(job.id)}`);
    expect([late.status, late.body.code]).toEqual([409, 'job-ended']);
  }, 60_000);

  it('several makes a parent; who is not ready is skipped with the reason', async () => {
    const [one, two, stuck] = [await sqliteSource('One'), await sqliteSource('Two'), await stuckSource('Stuck')];
    const live = await start(stuck);
    const ids = [one, two, stuck, 'nonsense'];
    const { status, body, headers } = await admin.post<Record<string, Json[]>>('/api/sql-dbs/db-elements', { ids });
    expect(status).toBe(202);
    const parent = body.jobs?.[0];
    expect(headers.get('location')).toBe(`/api/jobs/${String(parent?.id)}`);
    expect(body.started?.map(({ name }) => name)).toEqual(['One', 'Two']);
    expect(body.skipped).toEqual([
      { sqlDbId: 'nonsense', name: 'nonsense', reason: expect.stringContaining('There is no source'), job: null },
      { sqlDbId: stuck, name: 'Stuck', reason: expect.any(String), job: expect.objectContaining({ id: live }) },
    ]);
    const job = await admin.ended(String(parent?.id));
    expect(job).toMatchObject({ status: 'completed', children: [{ status: 'completed' }, { status: 'completed' }] });
    expect((job.children as Json[]).map(({ number }) => number)).toEqual([
      `${String(job.number)}.1`,
      `${String(job.number)}.2`,
    ]);
    const children = await admin.get<{ total: number; jobs: Json[] }>(`/api/jobs?parent=${job.id}&status=completed`);
    expect(children.body).toMatchObject({ total: 2, completed: 2, jobs: [{ parentId: job.id }, { parentId: job.id }] });
    const none = await admin.post('/api/sql-dbs/db-elements', { ids: [stuck] });
    expect(none).toMatchObject({
      status: 409,
      body: { code: 'nothing-ready', detail: 'No databases are ready for processing. Skipped: 1' },
    });
    expect(none.body.skipped).toMatchObject([{ sqlDbId: stuck, job: { id: live } }]);
    const empty = await admin.post('/api/sql-dbs/db-elements', { ids: [] });
    expect(empty).toMatchObject({ status: 422, body: { detail: 'Please select at least one database' } });
    await admin.post(`/api/jobs/${live}/cancel`);
    await admin.ended(live);
  }, 60_000);

  it('single steps, and tests of connections', async () => {
    const id = await sqliteSource('Steps');
    for (const step of ['create-tables', 'create-columns', 'create-relationships', 'test-connection']) {
      const { status, body } = await admin.post<Started>(`/api/sql-dbs/${id}/${step}`);
      expect([status, body.job.task]).toEqual([202, step]);
      expect(await admin.ended(String(body.job.id))).toMatchObject({ status: 'completed' });
    }
    expect((await admin.get(`/api/sql-dbs/${id}`)).body.counts).toMatchObject({ tables: expect.any(Number) });
    const wrong = await admin.post(`/api/sql-dbs/${id}/create-columns`, { tableIds: ['1'] });
    expect(wrong.body.errors).toMatchObject([{ path: 'tableIds' }]);
  }, 60_000);
});

describe('giving up by force', () => {
  it('makes the source idle, and needs a reason', async () => {
    const id = await stuckSource('Reset');
    const job = await start(id);
    const path = `/api/sql-dbs/${id}/db-elements/reset`;
    expect((await admin.post(path, { reason: '' })).body.errors).toMatchObject([{ path: 'reason' }]);
    const { status, body } = await admin.post(path, { reason: 'hangs' });
    expect([status, body.status, body.taskId, body.job]).toEqual([200, 'idle', null, null]);
    expect(body.log).toMatch(/Force reset: hangs \(was: (PENDING|RUNNING)\)/);
    expect(await admin.ended(job)).toMatchObject({ status: 'cancelled', cause: 'reset' });
  }, 60_000);
});

describe('a test of a form', () => {
  it('says what is there, or what went wrong', async () => {
    const { connection } = await sourceFixture('sqlite');
    const good = await admin.post('/api/sql-dbs/test', { engine: 'sqlite', path: connection.path });
    expect(good).toMatchObject({ status: 200, body: { ok: true, schemas: ['main'], warnings: [] } });
    const place = { engine: 'postgresql', host: '127.0.0.1', port: 1, database: 'x', user: 'x', password: 'hush-hush' };
    const bad = await admin.post('/api/sql-dbs/test', place);
    expect(bad).toMatchObject({ status: 200, body: { ok: false, failure: 'host', message: expect.any(String) } });
    expect(bad.text).not.toContain('hush-hush');
    const wrong = await admin.post('/api/sql-dbs/test', { host: 'x' });
    expect(wrong.body.errors).toEqual([{ path: 'engine', message: 'is needed, or a url' }]);
  }, 60_000);

  it('uses the kept password only for the place that it was entered for', async () => {
    const id = await stuckSource('Kept');
    const { body } = await admin.get(`/api/sql-dbs/${id}`);
    const { engine, host, port, database, user } = body;
    const moved = await admin.post('/api/sql-dbs/test', { id, engine, host, port: Number(port) + 1, database, user });
    expect(moved).toMatchObject({ status: 422, body: { errors: [{ path: 'password' }] } });
  });

  it('is limited in how often', async () => {
    const { client } = await app.person('often', 'operator');
    const body = { engine: 'sqlite' };
    const answers = await Promise.all(Array.from({ length: 21 }, () => client.post('/api/sql-dbs/test', body)));
    const limited = answers.find(({ status }) => status === 429);
    expect(limited?.body).toMatchObject({ code: 'rate-limited' });
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a job', () => {
  let id: string;
  let sourceId: string;
  beforeAll(async () => {
    sourceId = await sqliteSource('Watched');
    id = await start(sourceId);
    await admin.ended(id);
  }, 60_000);

  it('tells everything of itself', async () => {
    const { body } = await admin.get(`/api/jobs/${id}`);
    expect(body).toMatchObject({
      id,
      task: 'db-elements',
      title: 'Discover Watched',
      status: 'completed',
      cause: 'run',
      parentId: null,
      subject: { type: 'sql-db', id: sourceId, name: 'Watched' },
      startedBy: { kind: 'token', name: expect.stringContaining('ada') },
      attempt: 1,
      losses: 0,
      parameters: { sqlDbId: sourceId, name: 'Watched' },
      progress: { percent: 100 },
      result: { tables: expect.anything() },
      error: null,
      children: [],
    });
    expect(body.durationMs).toBe(Date.parse(String(body.endedAt)) - Date.parse(String(body.startedAt)));
    expect(body.waitMs).toBe(Date.parse(String(body.startedAt)) - Date.parse(String(body.createdAt)));
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['slot', 'holder', 'numberKey']));
  });

  it('is found by what it is', async () => {
    const total = async (query: string) => (await admin.get<{ total: number }>(`/api/jobs?${query}`)).body.total;
    expect(await total(`sqlDb=${sourceId}`)).toBe(1);
    expect(await total(`sqlDb=${sourceId}&status=failed`)).toBe(0);
    expect(await total(`sqlDb=${sourceId}&task=db-elements&q=WATCHED`)).toBe(1);
    expect(await total(`sqlDb=${sourceId}&to=2020-01-01`)).toBe(0);
    expect(await total(`sqlDb=${sourceId}&from=2020-01-01T00:00:00%2B02:00`)).toBe(1);
    const wrong = await admin.get('/api/jobs?from=yesterday&status=COMPLETED');
    expect(wrong.body.errors).toMatchObject([{ path: 'status' }, { path: 'from' }]);
  });

  it('has a log, in parts and as a whole', async () => {
    const first = await admin.get<{ lines: Json[]; nextAfter: number; dropped: number }>(
      `/api/jobs/${id}/logs?limit=2`,
    );
    expect(first.body).toMatchObject({ nextAfter: 2, dropped: 0 });
    expect(first.body.lines[0]).toEqual({
      seq: 1,
      timestamp: expect.stringMatching(/Z$/),
      level: expect.any(String),
      message: expect.any(String),
    });
    const rest = await admin.get<{ lines: Json[] }>(`/api/jobs/${id}/logs?after=2`);
    expect(rest.body.lines[0]).toMatchObject({ seq: 3 });
    const errors = await admin.get(`/api/jobs/${id}/logs?level=error`);
    expect(errors.body).toEqual({ lines: [], nextAfter: 0, dropped: 0 });
    const whole = await admin.get(`/api/jobs/${id}/logs.txt`);
    expect(whole.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; filename="?job-\d+\.log"?$/);
    expect(whole.text.split('\n')).toHaveLength(first.body.lines.length + rest.body.lines.length + 1);
  });

  it('that has ended is told as a stream: as it is, its log, its end', async () => {
    const stream = await watchJob(admin, id);
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const events = await allEvents(stream);
    const kinds = events.map(({ event }) => event);
    expect(kinds.slice(0, 3)).toEqual(['status', 'progress', 'log']);
    expect(kinds.at(-1)).toBe('end');
    expect(new Set(kinds.slice(2, -1))).toEqual(new Set(['log']));
    expect(events[0]?.data).toEqual((await admin.get(`/api/jobs/${id}`)).body);
    expect(events.at(-1)?.data).toEqual({ status: 'completed' });
    const tail = await allEvents(await watchJob(admin, id, { query: '?after=2' }));
    expect(tail.find(({ event }) => event === 'log')?.data).toMatchObject({ seq: 3 });
  });

  it('is told from where one was, after a break', async () => {
    const events = await allEvents(await watchJob(admin, id));
    const middle = events[Math.floor(events.length / 2)];
    const resumed = await allEvents(await watchJob(admin, id, { lastEventId: middle?.id }));
    expect(resumed).toEqual(events.slice(events.indexOf(middle as never) + 1));
    const over = await allEvents(await watchJob(admin, id, { lastEventId: events.at(-1)?.id }));
    expect(over.map(({ event }) => event)).toEqual(['end']);
  });

  it('that runs is told as it goes', async () => {
    const live = await start(await stuckSource('Live'));
    const stream = await watchJob(admin, live);
    const seen: string[] = [];
    for await (const { event, data } of stream) {
      seen.push(event === 'status' ? String(data.status) : event);
      if (data.status === 'running') expect((await admin.post(`/api/jobs/${live}/cancel`)).status).toBe(202);
    }
    expect(seen[0]).toMatch(/pending|running/);
    expect(seen).toEqual(expect.arrayContaining(['running', 'log', 'cancelled']));
    expect(seen.at(-1)).toBe('end');
    expect(stream.text()).toMatch(/^retry: \d+\n\n/);
  }, 60_000);
});
