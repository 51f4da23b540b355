import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeSqliteFile } from '../../src/persistence/sqlite/make-file.js';
import { hostileNames } from '../support/hostile-names.js';
import { startSeshat, type SeshatProcess } from '../support/seshat-process.js';
import { expectNoSidewaysScrolling, visit, type Visit } from './admin-visit.js';

/** Names whose pages are opened one by one: they would run, close an element, turn the reading direction or hide, were they not shown as plain text. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '</script><img src=x onerror=alert(2)>',
  'window.REDUX_STATE = 1;</script>',
  'rtl\u202egnp.exe',
  'zero\u200bwidth',
  ' lead and trail ',
  'new\nline',
  '{{constructor.constructor("alert(3)")()}}',
  'a'.repeat(180),
];
const TABLES = 1_050;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

let seshat: SeshatProcess;
let admin: Visit;
let hostileId: string;

async function discover(who: Visit, id: string): Promise<void> {
  await who.open(`/resources/SqlDb/records/${id}/show`);
  await who.page.click('button:text("Discover")');
  await who.page.locator('[data-source=completed]').waitFor();
}

beforeAll(async () => {
  seshat = await startSeshat();
  admin = await visit(seshat);
  const hostile = join(seshat.dataDir, 'hostile.sqlite');
  const comment = (name: string): string => `/* ${name.replaceAll('*/', '')} */`;
  makeSqliteFile(
    hostile,
    [...new Set([...HOSTILE, ...hostileNames('sqlite')])]
      .map((name) => `CREATE TABLE ${quoted(name)} (${quoted(name)} INTEGER PRIMARY KEY ${comment(name)});`)
      .join('\n'),
  );
  hostileId = await admin.addSqlite('Hostile </script><img src=x onerror=alert(4)>', hostile);
  await discover(admin, hostileId);
}, 120_000);

describe('the admin UI and text of sources', () => {
  it('runs none of it, and shows what deceives the eye', async () => {
    const { page } = admin;
    const tables = await admin.api<{ items: { id: number; name: string }[] }>(
      'GET',
      `/tables?sqlDb=${hostileId}&limit=500`,
    );
    const opened = tables.items.filter(({ name }) => HOSTILE.includes(name));
    expect(opened).toHaveLength(HOSTILE.length);
    const job = await admin.api<{ jobs: { id: string }[] }>('GET', `/jobs?sqlDb=${hostileId}&limit=1`);
    const paths = [
      '',
      '/resources/SqlDb',
      `/resources/SqlTable?filters.sqlDbId=${hostileId}&perPage=500`,
      `/resources/SqlColumn?filters.sqlDbId=${hostileId}&perPage=500`,
      `/resources/Job/records/${job.jobs[0]?.id}/show`,
      ...opened.map(({ id }) => `/resources/SqlTable/records/${id}/show`),
      `/resources/SqlDb/records/${hostileId}/discover`,
      `/resources/SqlDb/records/${hostileId}/show`,
    ];
    let text = '';
    for (const path of paths) {
      await admin.open(path);
      await page.locator('h2').first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(await page.locator('#app img').count()).toBe(0);
      text += (await page.textContent('#app')) ?? '';
    }
    expect(text).toContain('<script>alert(1)</script>');
    expect(text).toContain('rtl\\u202egnp.exe');
    expect(text).toContain('zero\\u200bwidth');
    expect(text).toContain('·lead and trail·');
    expect(text).not.toContain('\u202e');
    expect(admin.complaints).toEqual([]);
  }, 120_000);

  it('lists a thousand tables page by page', async () => {
    const path = join(seshat.dataDir, 'big.sqlite');
    const names = Array.from({ length: TABLES }, (_, i) => `t_${String(i).padStart(4, '0')}`);
    makeSqliteFile(path, names.map((name) => `CREATE TABLE ${name} (id INTEGER PRIMARY KEY);`).join('\n'));
    const id = await admin.addSqlite('Big', path);
    await discover(admin, id);
    const { page } = admin;
    await page.fill('[aria-label="Search tables"]', 't_1049');
    await page.locator('h3', { hasText: 'Tables (1)' }).waitFor();
    await page.click('a:has-text("t_1049")');
    await page.locator('h2', { hasText: 't_1049' }).waitFor();

    await admin.open(`/resources/SqlTable?filters.sqlDbId=${id}&page=53`);
    await page.locator('a:has-text("t_1049")').waitFor();
    expect(await page.textContent('h2')).toContain(String(TABLES));
  }, 120_000);

  it('can be used in a narrow window', async () => {
    const phone = await visit(seshat, { width: 400 });
    for (const path of [
      '',
      '/resources/SqlDb',
      `/resources/SqlDb/records/${hostileId}/show`,
      '/resources/SqlDb/actions/new',
      '/resources/Job',
    ]) {
      await phone.open(path);
      await phone.page.locator('h2').first().waitFor();
      await phone.page.waitForLoadState('networkidle');
      await expectNoSidewaysScrolling(phone.page);
    }
    await phone.page.locator('[data-css=topbar] > section').first().click();
    await phone.page.locator('nav a:text("Tables")').click();
    await phone.page.waitForURL(/SqlTable/);
    expect(phone.complaints).toEqual([]);
  }, 90_000);
});

describe('the admin UI and other sites', () => {
  const jobs = async (): Promise<number> => (await admin.api<{ total: number }>('GET', '/jobs')).total;

  it('changes nothing by links', async () => {
    const before = await jobs();
    for (const action of ['discover', 'testConnection', 'reset', 'cancel', 'delete']) {
      await admin.page.request.get(`${seshat.url}/admin/api/resources/SqlDb/records/${hostileId}/${action}`);
    }
    await admin.page.request.get(`${seshat.url}/admin/api/resources/SqlDb/bulk/discoverMany?recordIds=${hostileId}`);
    expect(await jobs()).toBe(before);
    expect(await admin.api<{ id: string }>('GET', `/sql-dbs/${hostileId}`)).toMatchObject({ id: hostileId });
  }, 30_000);

  it.each<{ from: string; headers: Record<string, string>; status: number }>([
    { from: 'another site', headers: { 'sec-fetch-site': 'cross-site' }, status: 403 },
    { from: 'a sibling', headers: { 'sec-fetch-site': 'same-site' }, status: 403 },
    { from: 'another origin', headers: { origin: 'https://evil.example' }, status: 403 },
  ])('refuses forms of $from', async ({ headers, status }) => {
    const url = `${seshat.url}/admin/api/resources/Workspace/actions/new`;
    const answer = await admin.page.request.post(url, { headers, multipart: { name: 'planted' } });
    expect(answer.status()).toBe(status);
    expect(await answer.text()).not.toMatch(/\bat .*\.js/);
  });

  it('opens a page for who follows a link from elsewhere', async () => {
    const { page } = await visit(seshat);
    await page.route('http://elsewhere.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<a href="${seshat.url}/admin/resources/SqlDb">Sources</a>` }),
    );
    await page.goto('http://elsewhere.example/');
    await page.click('a');
    await page.locator('h2', { hasText: 'Sources' }).waitFor();
    expect(page.url()).toBe(`${seshat.url}/admin/resources/SqlDb`);
  }, 30_000);

  it('takes no files', async () => {
    const url = `${seshat.url}/admin/api/resources/Workspace/actions/new`;
    const file = { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('x') };
    expect((await admin.page.request.post(url, { multipart: { name: 'w', file } })).status()).toBe(415);
    expect((await admin.page.request.post(url, { data: Buffer.from('x') })).status()).toBe(415);
  });

  it('sends strangers to the sign-in page, and shows no one its insides', async () => {
    const stranger = await fetch(`${seshat.url}/admin/resources/SqlDb`, {
      headers: { accept: 'text/html' },
      redirect: 'manual',
    });
    expect(stranger.status).toBe(302);
    expect(stranger.headers.get('location')).toBe('/login?next=%2Fadmin%2Fresources%2FSqlDb');
    const data = await fetch(`${seshat.url}/admin/api/resources/SqlDb/actions/list`, {
      headers: { accept: 'application/json' },
    });
    expect(data.status).toBe(401);
    const lost = await admin.page.request.get(`${seshat.url}/admin/api/resources/Nothing/actions/list`);
    expect(lost.status()).toBeGreaterThanOrEqual(400);
    expect(await lost.text()).not.toMatch(/node_modules|\bat .*\.js/);
  });

  it('offers a viewer nothing to change, and refuses it all the same', async () => {
    await admin.api('POST', '/users', {
      login: 'vera@example.org',
      password: 'a long enough password',
      role: 'viewer',
    });
    const vera = await visit(seshat, { login: 'vera@example.org', password: 'a long enough password' });
    await vera.open(`/resources/SqlDb/records/${hostileId}/show`);
    await vera.page.locator('[data-source]').waitFor();
    expect(await vera.page.locator('button:text("Discover"), a:text("Edit"), button:text("Delete")').count()).toBe(0);
    expect(await vera.page.locator('nav a:text("Users")').count()).toBe(0);
    const edit = `${seshat.url}/admin/api/resources/SqlTable/records/1/edit`;
    await vera.page.request.post(edit, { multipart: { description: 'by vera', version: '1' } });
    const { description } = await admin.api<{ description: string | null }>('GET', '/tables/1');
    expect(description).toBeNull();
    expect(vera.complaints).toEqual([]);
  }, 60_000);
});

describe('the admin UI below a path', () => {
  it('works there whole', async () => {
    const below = await startSeshat({ env: { SESHAT_BASE_URL: 'http://127.0.0.1/seshat' } });
    const guest = await visit(below, { base: '/seshat' });
    await guest.page.locator('tr', { hasText: 'Demo shop' }).first().locator('[data-status=completed]').waitFor();
    await guest.page.click('a:text("Demo shop")');
    await guest.page.locator('[data-source=completed]').waitFor();
    expect(new URL(guest.page.url()).pathname).toMatch(/^\/seshat\/admin\/resources\/SqlDb\/records\//);
    await guest.page.locator('a[href*="/Job/records/"]').first().click();
    await guest.page.locator('[data-job=completed]').waitFor();
    expect(guest.complaints).toEqual([]);
  }, 90_000);
});
