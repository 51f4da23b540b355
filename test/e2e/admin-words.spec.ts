import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { makeSqliteFile } from '../../src/persistence/sqlite/make-file.js';
import { sourceServer } from '../support/engines.js';
import { startSeshat, type SeshatProcess } from '../support/seshat-process.js';
import { expectNoSidewaysScrolling, visit, type Visit } from './admin-visit.js';

const COLUMNS = 620;
const SHOP = `
  CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, born TEXT, UNIQUE (name, born));
  CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE);
  CREATE TABLE wide (${Array.from({ length: COLUMNS }, (_, i) => `c${i} TEXT`).join(', ')});
`;

let seshat: SeshatProcess;
let admin: Visit;
let shop: string;

async function discovered(id: string): Promise<string> {
  const { job } = await admin.api<{ job: { id: string } }>('POST', `/sql-dbs/${id}/db-elements`, {});
  await admin.open(`/resources/Job/records/${job.id}/show`);
  await admin.page.locator('[data-job=completed]').waitFor();
  return job.id;
}

const tableId = async (name: string): Promise<number> => {
  const found = await admin.api<{ items: { id: number; name: string }[] }>('GET', `/tables?sqlDb=${shop}&q=${name}`);
  return found.items.find((table) => table.name === name)?.id ?? 0;
};

/** What stands under a heading, with it. */
const card = (title: string): Locator =>
  admin.page.locator('h3', { hasText: title }).locator('xpath=ancestor::section[2]');

beforeAll(async () => {
  seshat = await startSeshat({ args: ['--no-demo'] });
  admin = await visit(seshat);
  const path = join(seshat.dataDir, 'words.sqlite');
  makeSqliteFile(path, SHOP);
  shop = await admin.addSqlite('Shop', path);
}, 120_000);

describe('the words of the admin UI', () => {
  it('are those of people in results, tasks and lists', async () => {
    const { page } = admin;
    await discovered(shop);
    await card('Result').waitFor();
    const facts = ((await card('Result').textContent()) ?? '').replace(/Everything, as JSON.*/s, '');
    expect(facts).toContain('Tables with columns');
    expect(facts).toContain('Time to read (s)');
    for (const raw of ['tablesFailed', 'tableChanges', 'readerRssMb', 'sqlite']) expect(facts).not.toContain(raw);
    expect(await page.locator('section').first().textContent()).toContain('TaskDiscover');
    await admin.open(`/resources/SqlDb/records/${shop}/show`);
    await page.locator('tr', { hasText: 'Discover' }).first().waitFor();
    expect(await page.textContent('#app')).not.toContain('db-elements');
    expect(admin.complaints).toEqual([]);
  }, 60_000);

  it('are the same on the form of a source and on its page', async () => {
    const { page } = admin;
    const server = await sourceServer('mariadb');
    const { id } = await admin.api<{ id: string }>('POST', '/sql-dbs', {
      name: 'Words',
      engine: 'mariadb',
      host: server.host,
      port: server.port,
      database: 'mysql',
      user: 'x',
    });
    await admin.open(`/resources/SqlDb/records/${id}/show`);
    const connection = card('Connection');
    const shown = (await connection.textContent()) ?? '';
    await admin.open(`/resources/SqlDb/records/${id}/edit`);
    for (const field of ['#tlsMode', '#mode']) {
      expect(shown).toContain(await page.locator(`${field} option:checked`).textContent());
    }
    expect(shown).toContain('Databases');
    expect(shown).not.toContain('Schemas');
    await page.locator('label', { hasText: 'Databases' }).waitFor();
  }, 60_000);

  it('mark what is unique, and lead from a key to its table and to its own page', async () => {
    const { page } = admin;
    await admin.open(`/resources/SqlTable/records/${await tableId('customers')}/show`);
    const row = (name: string) => page.locator('tr', { has: page.locator(`a code:text-is("${name}")`) }).first();
    await row('email').locator('abbr:text-is("UNIQUE")').waitFor();
    await row('name').locator('abbr:text-is("UNIQUE together")').waitFor();
    expect(await row('id').locator('abbr').allTextContents()).toEqual(['PK']);

    await admin.open(`/resources/SqlTable/records/${await tableId('orders')}/show`);
    await row('customer_id').locator('a:has-text("customers.id")').click();
    await page.locator('h2', { hasText: 'customers' }).waitFor();
    await card('Referred to by (1)').locator('a[href*="/Relationship/"]').click();
    await page.locator('h2 code:text-is("orders.customer_id → customers.id")').waitFor();
    expect(await page.textContent('#app')).toContain('CASCADE');
    expect(admin.complaints).toEqual([]);
  }, 60_000);

  it('show the columns of a wide table page by page', async () => {
    await admin.open(`/resources/SqlTable/records/${await tableId('wide')}/show`);
    const columns = card(`Columns (${COLUMNS})`);
    await columns.locator('text=Page 1 of 2').waitFor();
    expect(await columns.locator('tbody tr').count()).toBe(500);
    await columns.locator('button:text("Next")').click();
    await columns.locator('code:text-is("c619")').waitFor();
    expect(await columns.locator('tbody tr').count()).toBe(COLUMNS - 500);
    expect(await columns.locator('button:text("Next")').isDisabled()).toBe(true);
  }, 60_000);
});

describe('API tokens in the admin UI', () => {
  it('are made by a form, shown once, copied, and work within their scopes', async () => {
    const { page } = admin;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await admin.open('/resources/ApiToken');
    await page.locator('a', { hasText: 'Make a token' }).first().click();
    await page.fill('#token-name', 'nightly </script>');
    await page.selectOption('#token-lifetime', 'date');
    await page.fill('input[type=date]', '2001-01-01');
    await page.click('button:text("Make the token")');
    await page.locator('[role=alert]', { hasText: 'must be in the future' }).last().waitFor();
    await page.selectOption('#token-lifetime', '30');
    await page.click('button:text("Make the token")');
    const text = await page.locator('#token-text').inputValue();
    expect(text).toMatch(/^seshat_\S{40,}$/);
    await page.click('button:text("Copy")');
    await page.locator('[role=status]:text("Copied.")').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(text);
    await expectNoSidewaysScrolling(page);

    const authorization = `Bearer ${text}`;
    const headers = { authorization, 'content-type': 'application/json' };
    expect((await fetch(`${seshat.url}/api/me`, { headers })).status).toBe(200);
    const refused = await fetch(`${seshat.url}/api/workspaces`, { method: 'POST', headers, body: '{"name":"x"}' });
    expect(refused.status).toBe(403);

    await page.click('a:text("Done")');
    const row = page.locator('tr', { hasText: 'nightly </script>' });
    await row.waitFor();
    expect(await page.content()).not.toContain(text);
    expect(seshat.output()).not.toContain(text);
    // The browser's own report of the answer that refused the form.
    expect(admin.complaints.filter((complaint) => !complaint.includes('422'))).toEqual([]);
  }, 60_000);

  it('are made by nothing but a POST from a page of ours', async () => {
    const { page } = admin;
    const list = () => admin.api<{ total: number }>('GET', '/tokens');
    const { total } = await list();
    await admin.open('/resources/ApiToken/actions/new');
    await page.locator('#token-name').waitFor();
    const body = { name: 'foreign', scopes: ['admin'] };
    const foreign: Record<string, string>[] = [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }];
    for (const headers of foreign) {
      const answer = await page.request.post(`${seshat.url}/api/tokens`, { data: body, headers });
      expect(answer.status()).toBe(403);
    }
    await page.request.post(`${seshat.url}/admin/api/resources/ApiToken/actions/new`, { multipart: { name: 'x' } });
    expect((await list()).total).toBe(total);
  }, 60_000);
});
