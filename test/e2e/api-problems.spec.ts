import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { apiApp, type ApiApp } from './api-app.js';
import { ApiClient, type Answer, type Json } from './api-client.js';

const NO_JOB = '01890000-0000-7000-8000-000000000000';

let app: ApiApp;
let admin: ApiClient;
beforeAll(async () => {
  app = await apiApp();
  admin = (await app.person('ada', 'admin')).client;
});

const expectProblem = ({ status, headers, body }: Answer<Json>, wanted: number, code: string): void => {
  expect([status, body.code]).toEqual([wanted, code]);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({ status: wanted, type: `urn:seshat:problem:${code}`, title: expect.any(String) });
  expect(String(body.detail)).not.toBe('');
};

describe('refusals are problem documents', () => {
  it('that name every wrong field of a body, and none of its values', async () => {
    const wrong = { name: '', engine: 'oracle', port: 70000, tags: 'a', mode: 3, password: 7, colour: 'SENTINEL' };
    const answer = await admin.post('/api/sql-dbs', wrong);
    expectProblem(answer, 422, 'invalid-input');
    expect(answer.body.errors).toEqual(
      expect.arrayContaining([
        { path: 'colour', message: 'is not known here' },
        { path: 'name', message: 'must be a text of 1 to 120 characters' },
        { path: 'engine', message: 'must be one of sqlite, mariadb, mysql, postgresql' },
        { path: 'port', message: 'must be a whole number from 1 to 65535' },
        { path: 'tags', message: 'must be a list of at most 1000 texts of at most 50 characters' },
        { path: 'mode', message: 'must be one of dev, test, prod' },
        { path: 'password', message: 'must be a text of at most 4096 characters' },
      ]),
    );
    expect(answer.body.errors).toHaveLength(7);
    expect(answer.text).not.toContain('SENTINEL');
  });

  it('that name what the services find wrong in the same way', async () => {
    const answer = await admin.post('/api/sql-dbs', { name: 'x', engine: 'postgresql', path: '/x', tlsCa: 'y' });
    expectProblem(answer, 422, 'invalid-input');
    const paths = (answer.body.errors as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['path', 'host', 'database', 'user', 'tlsCa']));
  });

  it.each([
    ['limit=0', 'limit', 'must be a whole number from 1 to 500'],
    ['limit=501', 'limit', 'must be a whole number from 1 to 500'],
    ['limit=ten', 'limit', 'must be a whole number from 1 to 500'],
    ['offset=-1', 'offset', 'must be a whole number from 0 to 2000000000'],
    ['missing=1', 'missing', 'must be true or false'],
    ['kind=tabel', 'kind', expect.stringContaining('materialized_view')],
    ['sqlDb=7', 'sqlDb', 'must be an id (a UUID)'],
    ['q=a&q=b', 'q', 'must be a text of at most 200 characters'],
    ['q=a%00b', 'q', 'must be a text of at most 200 characters'],
    ['colour=red', 'colour', 'is not known here'],
    ['__proto__=x', '__proto__', 'is not known here'],
    ['sort=fingerprint', 'sort', expect.stringContaining('must be one of schema, name')],
  ])('that name the wrong field of the query %s', async (query, path, message) => {
    const answer = await admin.get(`/api/tables?${query}`);
    if (path === '__proto__') return expect(answer.status).toBe(200); // dropped before anybody could see it
    expectProblem(answer, 422, 'invalid-input');
    expect(answer.body.errors).toEqual([{ path, message }]);
  });

  it.each([
    ['GET', '/api/nothing'],
    ['GET', `/api/jobs/${NO_JOB}`],
    ['GET', '/api/jobs/7'],
    ['GET', '/api/jobs/7/events'],
    ['GET', `/api/jobs/${NO_JOB}/events`],
    ['GET', `/api/jobs/${NO_JOB}/logs.txt`],
    ['POST', `/api/jobs/${NO_JOB}/cancel`],
    ['GET', '/api/tables/99999999999999999999'],
    ['GET', "/api/tables/1'--"],
    ['DELETE', '/api/tables/0'],
    ['GET', '/api/columns/1e3'],
    ['DELETE', `/api/tokens/${NO_JOB}`],
    ['POST', `/api/sql-dbs/${NO_JOB}/db-elements`],
    ['POST', `/api/sql-dbs/${NO_JOB}/test-connection`],
    ['PUT', '/api/sql-dbs'],
  ])('for %s %s: there is none', async (method, path) => {
    expectProblem(await admin.send(method, path), 404, 'not-found');
  });

  it('for paths and bodies that cannot be understood', async () => {
    expectProblem(await admin.get('/api/jobs/%'), 400, 'bad-request');
    const json = { 'content-type': 'application/json' };
    expectProblem(await admin.post('/api/workspaces', '{"name": SENTINEL', json), 422, 'invalid-input');
    expectProblem(await admin.post('/api/workspaces', '[{"name": "x"}]', json), 422, 'invalid-input');
    expectProblem(
      await admin.post('/api/workspaces', 'name=x', { 'content-type': 'text/plain' }),
      415,
      'unsupported-media-type',
    );
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expectProblem(await admin.post('/api/workspaces', 'name=x', form), 415, 'unsupported-media-type');
    const big = { name: 'x', description: 'x'.repeat(1_100_000) };
    expectProblem(await admin.post('/api/workspaces', big), 413, 'body-too-large');
  });

  it('for texts that no catalogue could keep', async () => {
    const answer = await admin.post('/api/workspaces', { name: 'x', description: 'a\0b' });
    expect(answer.body.errors).toEqual([
      { path: 'description', message: 'must be a text of at most 20000 characters' },
    ]);
    const { status } = await admin.post('/api/workspaces', '{"name": "W", "__proto__": {"admin": true}}', {
      'content-type': 'application/json',
    });
    expect([201, 422]).toContain(status);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it('are never cached, and carry the headers of every answer', async () => {
    const { headers } = await admin.get('/api/nothing');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('are small pages for who looks at pages', async () => {
    const { status, headers, text } = await new ApiClient(app.address, null).get('/nowhere', { accept: 'text/html' });
    expect([status, headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(text).toContain('Not found');
    const root = await new ApiClient(app.address, null).get('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/admin']);
  });

  it('for nonsense on the line that is no HTTP at all', async () => {
    const { port } = new URL(app.address);
    const socket = connect(Number(port), '127.0.0.1');
    socket.end('GET /api/jobs HTTP/9.9\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  });
});
