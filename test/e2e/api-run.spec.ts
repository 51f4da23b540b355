import { beforeAll, describe, expect, it } from '@jest/globals';
import { sourceFixture } from '../support/source-fixture.js';
import { apiApp, type ApiApp } from './api-app.js';
import type { ApiClient, Json } from './api-client.js';

let app: ApiApp;
let admin: ApiClient;
let sqlDbId: string;
beforeAll(async () => {
  app = await apiApp({ env: { SESHAT_SQLITE_DIRS: '/tmp' } });
  admin = (await app.person('ada', 'admin')).client;
  const { connection } = await sourceFixture('sqlite');
  const source = await admin.post('/api/sql-dbs', { name: 'Shop', engine: 'sqlite', path: connection.path });
  sqlDbId = String(source.body.id);
});

const run = async (parameters: object, more: object = {}): Promise<Json> => {
  const { status, body, headers } = await admin.post('/api/run', { task: 'test-connection', parameters, ...more });
  expect([status, headers.get('location')]).toEqual([202, `/api/jobs/${String(body.id)}`]);
  return body;
};

describe('GET /api/tasks', () => {
  it('lists every task with the JSON Schema of its inputs, outputs and indicators', async () => {
    const { body } = await admin.get<{ total: number; tasks: Json[] }>('/api/tasks');
    expect(body.total).toBe(body.tasks.length);
    const task = body.tasks.find(({ name }) => name === 'db-elements');
    expect(task).toMatchObject({ title: 'Discover', role: 'operator', maxRunMs: 7_200_000, concurrency: null });
    expect(task?.inputs).toMatchObject({
      type: 'object',
      properties: { sqlDbId: { type: 'string', title: expect.any(String) }, acceptLoss: { type: 'boolean' } },
      required: ['sqlDbId'],
    });
    const one = await admin.get('/api/tasks/db-elements');
    expect(one.body).toEqual(task);
  });
});

describe('POST /api/run', () => {
  it('answers 202 with the pending job, which can be followed to its end', async () => {
    const started = await run({ sqlDbId }, { title: 'Is it there?' });
    expect(started).toMatchObject({ status: 'pending', task: 'test-connection', title: 'Is it there?' });
    const job = await admin.ended(String(started.id));
    expect(job).toMatchObject({ status: 'completed', subject: { type: 'sql-db', id: sqlDbId } });
    expect(job).toMatchObject({ parameters: { sqlDbId }, indicators: { latencyMs: expect.any(Number) } });
  });

  it('runs a discovery as its own route does: one at a time, with the state of the source', async () => {
    const started = await admin.post('/api/run', { task: 'db-elements', parameters: { sqlDbId } });
    expect(started.status).toBe(202);
    expect(await admin.ended(String(started.body.id))).toMatchObject({ status: 'completed' });
    const source = await admin.get<{ dbElements: Json }>(`/api/sql-dbs/${sqlDbId}`);
    expect(source.body.dbElements).toMatchObject({ status: 'completed', taskId: started.body.id });
  });

  it('refuses an unknown task with 404, naming the one that was probably meant', async () => {
    const { status, body } = await admin.post('/api/run', { task: 'test-conection', parameters: {} });
    expect([status, body.detail]).toEqual([404, expect.stringContaining('did you mean test-connection')]);
  });

  it('refuses bad parameters with 422, naming each', async () => {
    const parameters = { sqlDbId: 7, nmae: 'x' };
    const { status, body } = await admin.post<{ errors: Json[] }>('/api/run', { task: 'db-elements', parameters });
    expect(status).toBe(422);
    expect(body.errors.map(({ path }) => path).sort()).toEqual(['nmae', 'sqlDbId']);
  });

  it('refuses who may only look with 403', async () => {
    const { client } = await app.person('vera', 'viewer');
    const { status } = await client.post('/api/run', { task: 'test-connection', parameters: { sqlDbId } });
    expect(status).toBe(403);
  });
});

describe('a job that ended', () => {
  it('is run again by retry, with the same parameters, and says which it repeats', async () => {
    const first = await admin.ended(String((await run({ sqlDbId })).id));
    const { status, body } = await admin.post(`/api/jobs/${String(first.id)}/retry`);
    expect(status).toBe(202);
    expect(body).toMatchObject({ parameters: first.parameters, origin: { kind: 'retry', id: first.id } });
    expect(body.number).not.toBe(first.number);
    expect(await admin.ended(String(body.id))).toMatchObject({ status: 'completed' });
  });

  it('is cloned, with what is to be different', async () => {
    const first = await admin.ended(String((await run({ sqlDbId })).id));
    const { status, body } = await admin.post(`/api/jobs/${String(first.id)}/clone`, { title: 'Another' });
    expect(status).toBe(202);
    expect(body).toMatchObject({ title: 'Another', origin: { kind: 'clone', id: first.id } });
    const wrong = await admin.post(`/api/jobs/${String(first.id)}/clone`, { parameters: { sqlDbId: null } });
    expect(wrong.status).toBe(422);
  });

  it('takes a title, comments and an evaluation', async () => {
    const { id } = await run({ sqlDbId });
    const edit = { title: 'Checked', comments: 'As it should be', evaluation: 'best' };
    const { status, body } = await admin.patch(`/api/jobs/${String(id)}`, edit);
    expect([status, body]).toEqual([200, expect.objectContaining(edit)]);
    expect((await admin.patch(`/api/jobs/${String(id)}`, { evaluation: 'superb' })).status).toBe(422);
  });

  it('shows each indicator beside those of earlier runs on the same subject, with the change', async () => {
    const runs = [await run({ sqlDbId }), await run({ sqlDbId })];
    const [one, two] = [await admin.ended(String(runs[0]?.id)), await admin.ended(String(runs[1]?.id))];
    const { body } = await admin.get<{ indicators: Json[] }>(`/api/jobs/${String(two.id)}/indicators?runs=2`);
    const values = [one, two].map((job) => Number((job.indicators as Json).latencyMs));
    const [first, second] = values as [number, number];
    expect(body.indicators).toMatchObject([
      { name: 'latencyMs', kind: 'number', unit: 'ms', value: second, previous: first, change: second - first },
    ]);
    expect((body.indicators[0]?.points as Json[]).map(({ jobId }) => jobId)).toEqual([one.id, two.id]);
  });
});

describe('removing jobs', () => {
  it('removes an ended job for good, and everything that ended long enough ago', async () => {
    const { id } = await admin.ended(String((await run({ sqlDbId })).id));
    const dependants = await admin.get(`/api/jobs/${String(id)}/dependants`);
    expect(dependants.body).toEqual({ total: 0, items: [] });
    const removed = await admin.delete(`/api/jobs/${String(id)}/record`);
    expect([removed.status, removed.body]).toEqual([200, { jobs: 1, files: 0 }]);
    expect((await admin.get(`/api/jobs/${String(id)}`)).status).toBe(404);

    const before = await admin.get<{ total: number }>('/api/jobs');
    const young = await admin.post('/api/cleanup', { maxAgeHours: 1 });
    expect([young.status, young.body]).toEqual([200, { jobs: 0, files: 0 }]);
    const all = await admin.post('/api/cleanup', { maxAgeHours: 0 });
    expect(all.body.jobs).toBe(before.body.total);
    const { client } = await app.person('otto', 'operator');
    expect((await client.post('/api/cleanup', { maxAgeHours: 0 })).status).toBe(403);
  });
});
