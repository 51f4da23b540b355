import { createHash, randomBytes } from 'node:crypto';
import { request as send } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { AuditService } from '../../src/audit/audit.service.js';
import { SYSTEM } from '../../src/common/actor.js';
import { apiApp, type ApiApp } from './api-app.js';
import type { ApiClient, Json } from './api-client.js';

interface FileJson extends Json {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sha256: string;
  readonly size: number;
  readonly jobId: string | null;
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
const TEXT = 'a,b\n1,2\n';

let app: ApiApp;
let admin: ApiClient;
let viewer: ApiClient;
let workspace: string;
let uploaded: FileJson;

/** Sends content as it is. */
async function upload(
  client: ApiClient,
  query: Record<string, string>,
  body: string | Buffer,
  headers: Record<string, string> = { 'content-type': 'application/octet-stream' },
): Promise<{ status: number; headers: Headers; body: FileJson & { code?: string } }> {
  const url = `${app.address}/api/workspaces/${workspace}/files?${String(new URLSearchParams(query))}`;
  const sent = { method: 'POST', headers: { ...client.headers, ...headers }, body: typeof body === 'string' ? body : new Uint8Array(body) }; // prettier-ignore
  const response = await fetch(url, sent);
  return { status: response.status, headers: response.headers, body: (await response.json()) as FileJson };
}

beforeAll(async () => {
  app = await apiApp({ env: { SESHAT_UPLOAD_LIMIT_MB: '1' } });
  admin = (await app.person('ada', 'admin')).client;
  viewer = (await app.person('vera', 'viewer')).client;
  workspace = String((await admin.post('/api/workspaces', { name: 'Uploads' })).body.id);
  uploaded = (await upload(admin, { name: 'tables.csv', type: 'text/csv', annotation: 'mine' }, TEXT)).body;
});

describe('an upload', () => {
  it('answers the file: where it is, how long, its checksum, who sent it', async () => {
    const answer = await upload(admin, { name: 'other.csv', type: 'text/csv' }, 'other');
    expect([answer.status, answer.headers.get('location')]).toEqual([201, `/api/files/${answer.body.id}`]);
    expect(answer.body).toMatchObject({
      ...{ workspaceId: workspace, jobId: null, name: 'other.csv', directory: 'imported', type: 'text/csv', size: 5 },
      ...{ path: 'imported-files/other.csv', sha256: sha256('other') },
      source: { name: 'other.csv', importedByName: 'ada (token ada)' },
    });
    expect((await admin.get(`/api/files/${answer.body.id}`)).body).toEqual(answer.body);
  });

  it('takes any content as it is, JSON too, and makes its name safe', async () => {
    const bytes = randomBytes(300_000);
    const binary = (await upload(admin, { name: '../../etc/p\u202eass\u200bwd' }, bytes)).body;
    expect(binary).toMatchObject({ name: 'p_ass_wd', type: 'application/octet-stream', sha256: sha256(bytes) });
    const json = { 'content-type': 'application/json' };
    const list = (await upload(admin, { name: 'list.json', type: 'application/json' }, '[1, 2]', json)).body;
    expect([list.size, list.sha256]).toEqual([6, sha256('[1, 2]')]);
  });

  it('is refused when it is too large, said or not; nothing of it stays', async () => {
    const large = randomBytes(1024 * 1024 + 1);
    expect(await upload(admin, { name: 'large' }, large)).toMatchObject({
      status: 413,
      body: { code: 'file-too-large' },
    });
    expect(await chunked(large)).toBe(413);
    expect((await admin.get<{ total: number }>('/api/files?q=large')).body.total).toBe(0);
  });

  it('is for who may edit or run, in a workspace that there is', async () => {
    expect((await upload(viewer, { name: 'x' }, 'x')).status).toBe(403);
    const { client: runner } = await app.person('rob', 'operator', ['run']);
    expect((await upload(runner, { name: 'by a program' }, 'x')).status).toBe(201);
    expect((await upload(admin, { name: 'x', type: 'no type' }, 'x')).status).toBe(422);
    const nowhere = await fetch(`${app.address}/api/workspaces/${uploaded.id}/files`, { method: 'POST', headers: admin.headers, body: 'x' }); // prettier-ignore
    expect(nowhere.status).toBe(404);
    const nobody = await fetch(`${app.address}/api/workspaces/${workspace}/files`, { method: 'POST', body: 'x' });
    expect(nobody.status).toBe(401);
  });

  it('can be removed again', async () => {
    const { id } = (await upload(admin, { name: 'mistake.txt' }, 'a mistake')).body;
    expect((await viewer.delete(`/api/files/${id}`)).status).toBe(403);
    expect((await admin.delete(`/api/files/${id}`)).status).toBe(204);
    expect((await admin.get(`/api/files/${id}/content`)).status).toBe(404);
  });
});

describe('the content of a file', () => {
  const content = (headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    fetch(`${app.address}/api/files/${uploaded.id}/content`, { method, headers: { ...viewer.headers, ...headers } });

  it('comes to be saved, and runs nowhere', async () => {
    const response = await content();
    expect([response.status, await response.text()]).toEqual([200, TEXT]);
    const of = (name: string): string | null => response.headers.get(name);
    expect([of('etag'), of('content-length'), of('content-type')]).toEqual([`"${sha256(TEXT)}"`, '8', 'text/csv']);
    expect(of('content-disposition')).toBe('attachment; filename=tables.csv');
    expect([of('x-content-type-options'), of('content-security-policy')]).toEqual([
      'nosniff',
      "sandbox; default-src 'none'",
    ]);
  });

  it('keeps an odd name within its header', async () => {
    const odd = { name: 'Отчёт "1";\r\nx.html', type: 'text/html' };
    const { id } = (await upload(admin, odd, '<script>alert(1)</script>')).body;
    const response = await fetch(`${app.address}/api/files/${id}/content`, { headers: admin.headers });
    const disposition = response.headers.get('content-disposition');
    expect(disposition).toMatch(/^attachment; filename="\?+ _1____x\.html"; filename\*=UTF-8''%D0%9E/);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('comes in parts, and not again to who has it', async () => {
    const part = await content({ range: 'bytes=2-4' });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, 'b\n1', 'bytes 2-4/8']);
    expect(await (await content({ range: 'bytes=-2' })).text()).toBe('2\n');
    const changed = await content({ range: 'bytes=2-4', 'if-range': '"other"' });
    expect([changed.status, await changed.text()]).toEqual([200, TEXT]);
    const beyond = await content({ range: 'bytes=8-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */8']);
    expect(((await beyond.json()) as Json).code).toBe('range-not-satisfiable');
    const same = await content({ 'if-none-match': `"${sha256(TEXT)}"` });
    expect([same.status, await same.text()]).toEqual([304, '']);
    const head = await content({}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '8', '']);
  });

  it('is audited when it leaves the server', async () => {
    await content();
    const { entries } = await app.app.get(AuditService, { strict: false }).list(SYSTEM, { action: 'file.download' });
    expect(entries[0]).toMatchObject({ actorName: 'vera (token vera)', subjectType: 'file', subjectId: uploaded.id });
  });

  it('is for who may see its workspace', async () => {
    const stranger = (await app.person('sid', null)).client;
    expect((await stranger.get(`/api/files/${uploaded.id}`)).status).toBe(404);
    expect((await stranger.get(`/api/files/${uploaded.id}/content`)).status).toBe(404);
    expect((await stranger.get<{ total: number }>('/api/files')).body.total).toBe(0);
  });
});

describe('the files of a job', () => {
  it('are listed with their parameters; a failed one has left its diagnostic', async () => {
    const place = { engine: 'mariadb', host: '127.0.0.1', port: 1, database: 'x', user: 'x' };
    const source = (await admin.post('/api/sql-dbs', { name: 'Away', ...place })).body;
    const { job } = (await admin.post<{ job: Json }>(`/api/sql-dbs/${source.id}/db-elements`)).body;
    await admin.ended(String(job.id));
    let found: readonly FileJson[] = [];
    for (let tries = 0; found.length === 0 && tries < 200; tries++) {
      found = (await admin.get<{ items: FileJson[] }>(`/api/jobs/${String(job.id)}/files`)).body.items;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(found).toEqual([
      expect.objectContaining({
        name: 'diagnostic.txt',
        role: 'out',
        parameterName: 'diagnostic',
        jobId: job.id,
        source: null,
      }),
    ]);
    const { text } = await admin.get(`/api/files/${found[0]?.id}/content`);
    expect(text).toMatch(/^Job: 1 /);
    const page = await admin.get<{ items: FileJson[] }>(
      `/api/files?job=${String(job.id)}&directory=job&type=text/plain`,
    );
    expect(page.body.items.map(({ id }) => id)).toEqual([found[0]?.id]);
  }, 60_000);
});

/** Sends content without saying how long it is; answers the status. */
function chunked(content: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = `${app.address}/api/workspaces/${workspace}/files?name=large`;
    const sending = send(path, { method: 'POST', headers: admin.headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sending.on('error', reject);
    for (let at = 0; at < content.length; at += 65_536) sending.write(content.subarray(at, at + 65_536));
    sending.end();
  });
}
