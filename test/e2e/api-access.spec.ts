import { beforeAll, describe, expect, it } from '@jest/globals';
import { apiApp, PASSWORD, type ApiApp } from './api-app.js';
import { ApiClient, type Json } from './api-client.js';
import { signIn as signInAt } from './api-session.js';

const SERVER = { engine: 'mariadb', host: 'db.example', database: 'billing', user: 'reader' };

let app: ApiApp;
const signIn = (login: string): Promise<ApiClient> => signInAt(app.address, login);
let nobody: ApiClient;
let admin: ApiClient;
let viewer: ApiClient;
beforeAll(async () => {
  app = await apiApp();
  nobody = new ApiClient(app.address, null);
  admin = (await app.person('ada', 'admin')).client;
  viewer = (await app.person('vera', 'viewer')).client;
});

describe('who may use the API', () => {
  it('nobody without signing in, and nothing is read of what they send', async () => {
    for (const path of ['/api/me', '/api/sql-dbs', '/api/nothing', '/API/me']) {
      const { status, headers, body } = await nobody.get(path);
      expect([status, body.code, headers.get('www-authenticate')]).toEqual([
        401,
        'unauthenticated',
        'Bearer realm="seshat"',
      ]);
    }
    const posted = await nobody.post('/api/workspaces', '{"broken', { 'content-type': 'application/json' });
    expect(posted.status).toBe(401);
    const lapsed = await new ApiClient(app.address, 'seshat_nonsense').get('/api/me');
    expect([lapsed.status, lapsed.headers.get('content-type')]).toEqual([
      401,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('roles decide what', async () => {
    const { body: source } = await admin.post('/api/sql-dbs', { name: 'Guarded', ...SERVER });
    const editor = (await app.person('eddy', 'editor')).client;
    const operator = (await app.person('olga', 'operator')).client;
    const path = `/api/sql-dbs/${source.id}`;
    expect((await viewer.get(path)).status).toBe(200);
    expect(await viewer.patch(path, { description: 'x', version: 1 })).toMatchObject({
      status: 403,
      body: { code: 'forbidden', detail: expect.stringContaining('"editor"') },
    });
    expect((await editor.patch(path, { description: 'x', version: 1 })).status).toBe(200);
    expect((await editor.patch(path, { host: 'other.example', version: 2 })).status).toBe(403);
    expect((await editor.post(`${path}/db-elements`)).status).toBe(403);
    expect((await operator.patch(path, { host: 'other.example', version: 2 })).status).toBe(200);
    expect((await operator.delete(path)).status).toBe(403);
    expect((await operator.get('/api/users')).status).toBe(403);
    expect((await viewer.post('/api/sql-dbs/test', { ...SERVER })).status).toBe(403);
    expect((await admin.delete(path)).status).toBe(204);
  });

  it('scopes of a token cut what its user may', async () => {
    const make = async (scopes: string[]): Promise<ApiClient> => {
      const { user, client } = await app.person(`s${scopes.join('')}`, 'admin', scopes as ['read']);
      expect((await client.get('/api/me')).body).toMatchObject({ kind: 'token', id: user.id });
      return client;
    };
    const [read, edit, run] = [await make(['read']), await make(['edit']), await make(['run'])];
    const { body: source } = await admin.post('/api/sql-dbs', {
      name: 'Scoped',
      ...SERVER,
      host: '127.0.0.1',
      port: 1,
    });
    const path = `/api/sql-dbs/${source.id}`;
    expect((await read.patch(path, { description: 'x', version: 1 })).status).toBe(403);
    expect((await run.patch(path, { description: 'x', version: 1 })).status).toBe(403);
    expect((await edit.patch(path, { description: 'x', version: 1 })).status).toBe(200);
    expect((await edit.post(`${path}/db-elements`)).status).toBe(403);
    const started = await run.post<{ job: Json }>(`${path}/db-elements`);
    expect(started.status).toBe(202);
    const job = await run.ended(String(started.body.job.id));
    expect(job).toMatchObject({ status: 'failed', startedBy: { kind: 'token' }, error: { code: 'source-host' } });
    expect((await read.post('/api/tokens', { name: 'more', scopes: ['admin'] })).status).toBe(403);
  });

  it('someone with a role in one workspace sees no other', async () => {
    const { body: mine } = await admin.post('/api/workspaces', { name: 'Mine' });
    const { body: source } = await admin.post('/api/sql-dbs', { name: 'Theirs', ...SERVER });
    const { client } = await app.person('wanda', null);
    expect((await client.get('/api/workspaces')).body).toMatchObject({ total: 0 });
    expect((await client.get(`/api/workspaces/${mine.id}`)).status).toBe(404);
    expect((await client.get(`/api/sql-dbs/${source.id}`)).status).toBe(404);
    expect((await client.get('/api/sql-dbs')).body).toEqual({ total: 0, items: [] });
  });

  it('tokens are shown once, listed without themselves, and end at once', async () => {
    const made = await viewer.post('/api/tokens', { name: 'CI', scopes: ['read'], expiresAt: '2199-01-01' });
    expect(made.status).toBe(403);
    const session = await signIn('ada');
    const own = await session.post('/api/tokens', { name: 'CI', scopes: ['read'], expiresAt: '2199-01-01' });
    expect([own.status, own.body.expiresAt]).toEqual([201, '2199-01-01T00:00:00.000Z']);
    const token = String(own.body.token);
    expect(token).toMatch(/^seshat_/);
    const client = new ApiClient(app.address, token);
    expect((await client.get('/api/me')).status).toBe(200);
    const listed = await session.get('/api/tokens?q=ci');
    expect(listed.body).toMatchObject({ total: 1, items: [{ name: 'CI', scopes: ['read'], revokedAt: null }] });
    expect(listed.text).not.toContain(token);
    expect((await session.delete(`/api/tokens/${own.body.id}`)).status).toBe(204);
    expect((await client.get('/api/me')).status).toBe(401);
    const wrong = await session.post('/api/tokens', { name: 'x', scopes: ['all'], expiresAt: 'soon' });
    expect(wrong.body.errors).toMatchObject([{ path: 'scopes' }, { path: 'expiresAt' }]);
  });
});

describe('the session of a browser', () => {
  it('may do what its person may, from our own pages only', async () => {
    const session = await signIn('ada');
    expect((await session.get('/api/me')).body).toMatchObject({ kind: 'user', role: 'admin', permits: null });
    const post = (headers: Record<string, string>) => session.post('/api/workspaces', { name: 'By cookie' }, headers);
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { referer: 'https://evil.example/page' },
    ];
    for (const headers of foreign) {
      expect(await post(headers)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    expect((await post({ 'sec-fetch-site': 'same-origin', origin: app.address })).status).toBe(201);
  });
});

describe('the terminal of the server', () => {
  it('adds people, gives them passwords and tokens', async () => {
    const terminal = app.terminal();
    const added = await terminal.post('/api/users', { login: 'Tom', name: 'Tom', role: 'viewer' });
    expect(added).toMatchObject({ status: 201, body: { login: 'tom', role: 'viewer' } });
    expect(String(added.body.password).length).toBeGreaterThanOrEqual(12);
    expect(added.text).not.toContain('$argon2');
    const given = await terminal.post('/api/users/reset-password', { login: 'tom', password: PASSWORD });
    expect(given.body).toEqual({ password: null });
    expect((await (await signIn('tom')).get('/api/me')).body).toMatchObject({ name: 'Tom' });
    const made = await terminal.post('/api/users/tokens', { login: 'tom', name: 'CI', scopes: ['read'] });
    expect((await new ApiClient(app.address, String(made.body.token)).get('/api/me')).body).toMatchObject({
      name: 'Tom (token CI)',
    });
    expect((await admin.post('/api/users/tokens', { login: 'tom', name: 'x', scopes: ['read'] })).status).toBe(403);
    expect((await admin.post('/api/users', { login: 'tom' })).body).toMatchObject({ code: 'login-taken' });
    expect((await admin.get('/api/users?q=tom')).body).toMatchObject({ total: 1, items: [{ login: 'tom' }] });
  });
});
