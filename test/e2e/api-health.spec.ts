import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { catalogueUrl } from '../support/engines.js';
import { silentServer } from '../support/silent-server.js';
import { tcpProxy } from '../support/tcp-proxy.js';
import { apiApp } from './api-app.js';
import { ApiClient, type Json } from './api-client.js';
import { allEvents, watchJob } from './api-events.js';

describe('health', () => {
  it('is for everybody, and says no more than it must', async () => {
    const app = await apiApp();
    const nobody = new ApiClient(app.address, null);
    for (const path of ['/health', '/health/live', '/health/ready']) {
      const { status, body, headers } = await nobody.get(path);
      expect([status, body, headers.get('cache-control')]).toEqual([200, { status: 'ok' }, 'no-store']);
    }
  });
});

describe.each(['postgresql', 'mariadb'] as const)('a catalogue on %s that goes away', (engine) => {
  it('makes 503 with Retry-After of every answer, until it is back', async () => {
    const url = new URL((await catalogueUrl(engine)).url);
    const proxy = await tcpProxy({ host: url.hostname, port: Number(url.port) });
    url.hostname = proxy.host;
    url.port = String(proxy.port);
    const app = await apiApp({ catalogueUrl: url.href });
    const { client } = await app.person('ada', 'admin');
    const nobody = new ApiClient(app.address, null);
    expect((await client.get('/api/workspaces')).status).toBe(200);
    proxy.use({ kind: 'refuse' });
    proxy.dropAll();
    for (const answer of [await nobody.get('/health/ready'), await client.get('/api/workspaces')]) {
      expect(answer).toMatchObject({ status: 503, body: { status: 503, code: 'catalogue-unavailable' } });
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.text).not.toMatch(/ECONN|127\.0\.0\.1|password/);
    }
    expect((await nobody.get('/health/live')).status).toBe(200);
    proxy.use({ kind: 'pass' });
    const deadline = Date.now() + 20_000;
    while ((await nobody.get('/health/ready')).status !== 200 && Date.now() < deadline) await sleep(100);
    expect((await client.get('/api/workspaces')).status).toBe(200);
  }, 60_000);
});

describe('a catalogue that is away when the server starts', () => {
  it('makes 503 of every answer, until it is there', async () => {
    const url = new URL((await catalogueUrl('postgresql')).url);
    const proxy = await tcpProxy({ host: url.hostname, port: Number(url.port) }, { kind: 'refuse' });
    url.hostname = proxy.host;
    url.port = String(proxy.port);
    const app = await apiApp({ catalogueUrl: url.href });
    const nobody = new ApiClient(app.address, null);
    const asked = [await nobody.get('/health/ready'), await app.terminal().get('/api/workspaces')];
    const withToken = await new ApiClient(app.address, `seshat_${'a'.repeat(12)}_${'a'.repeat(64)}`).get('/api/me');
    const withCookie = await nobody.get('/api/me', { cookie: 'seshat_session=s%3Aabc.def' });
    expect([...asked, withToken].map(({ status }) => status)).toEqual([503, 503, 503]);
    expect([401, 503]).toContain(withCookie.status); // a cookie that we never signed is nobody's
    expect((await nobody.get('/health/live')).status).toBe(200);
    expect((await nobody.get('/api/openapi.json')).status).toBe(200);
    proxy.use({ kind: 'pass' });
    const deadline = Date.now() + 20_000;
    while ((await nobody.get('/health/ready')).status !== 200 && Date.now() < deadline) await sleep(100);
    expect((await app.terminal().get('/api/workspaces')).status).toBe(200);
  }, 60_000);
});

describe('a server that is asked to stop', () => {
  it('says so, ends the streams so that they are resumed elsewhere, and finishes in time', async () => {
    const app = await apiApp({ env: { SESHAT_DRAIN: '700ms', SESHAT_CHILD_KILL: '200ms' } });
    const { client } = await app.person('ada', 'admin');
    const { port } = await silentServer();
    const place = { engine: 'mariadb', host: '127.0.0.1', port, database: 'x', user: 'x' };
    const { body: source } = await client.post('/api/sql-dbs', { name: 'Stuck', ...place });
    const { body } = await client.post<{ job: Json }>(`/api/sql-dbs/${source.id}/db-elements`);
    const events = allEvents(await watchJob(client, String(body.job.id)));
    await sleep(300);
    const closing = app.close();
    await sleep(100);
    const ready = await new ApiClient(app.address, null).get('/health/ready');
    expect(ready).toMatchObject({ status: 503, body: { code: 'stopping' } });
    expect(ready.headers.get('retry-after')).toBe('5');
    expect((await watchJob(client, String(body.job.id))).status).toBe(503);
    expect((await client.get('/api/me')).status).toBe(200);
    expect((await events).map(({ event }) => event)).not.toContain('end');
    await closing;
  }, 60_000);
});
