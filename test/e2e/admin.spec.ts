import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeSqliteFile } from '../../src/persistence/sqlite/make-file.js';
import { sourceServer } from '../support/engines.js';
import { startSeshat, type SeshatProcess } from '../support/seshat-process.js';
import { silentServer } from '../support/silent-server.js';
import { visit, type Visit } from './admin-visit.js';

const SHOP = `
  CREATE TABLE customer (id INT PRIMARY KEY AUTO_INCREMENT, email VARCHAR(200) NOT NULL COMMENT 'how to reach them') COMMENT 'who buys';
  CREATE TABLE purchase (id INT PRIMARY KEY, customer_id INT NOT NULL, CONSTRAINT purchase_customer FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE);
`;

let seshat: SeshatProcess;
let admin: Visit;

beforeAll(async () => {
  seshat = await startSeshat();
  admin = await visit(seshat);
}, 120_000);

/** Registers a source at a server's address by the form, as a person does. */
async function fillForm(name: string, server: { host: string; port: number; user: string }, database: string) {
  const { page } = admin;
  await admin.open('/resources/SqlDb/actions/new');
  await page.fill('#name', name);
  await page.selectOption('#engine', 'mariadb');
  await page.fill('#host', server.host);
  await page.fill('#port', String(server.port));
  await page.fill('#database', database);
  await page.fill('#user', server.user);
}

describe('the admin UI', () => {
  it('shows whom it lets in the demo, discovered already', async () => {
    await admin.open('');
    const row = admin.page.locator('tr', { hasText: 'Demo shop' }).first();
    await row.locator('[data-status=completed]').waitFor();
    expect(admin.complaints).toEqual([]);
  }, 60_000);

  it('takes a MariaDB source from its form to its tables and their relations', async () => {
    const server = await sourceServer('mariadb');
    const database = await server.createDatabase('seshat_admin');
    await server.execute(SHOP, database.name);
    const { page } = admin;
    await fillForm('Shop in MariaDB', server, database.name);
    await page.fill('#password', 'not-the-one');
    await page.click('button:text("Test connection")');
    await page.locator('[role=alert]', { hasText: 'did not let the account' }).waitFor();
    await page.fill('#password', server.password);
    await page.click('button:text("Test connection")');
    await page.locator('[role=status]', { hasText: 'Connected in' }).waitFor();

    await page.click('button:text("Save")');
    await page.locator('[data-source=idle]').waitFor();
    await page.click('button:text("Discover")');
    await page.locator('[data-source=completed]').waitFor();
    await page.locator('a[href*="/Job/records/"]').first().click();
    await page.locator('[data-job=completed]').waitFor();
    await page.locator('[role=log]', { hasText: 'Created table' }).waitFor();
    expect(await page.locator('[role=progressbar]').first().getAttribute('aria-valuenow')).toBe('100');

    await page.goBack();
    await page.click('a:has-text("purchase")');
    const relation = page.locator('tr', { hasText: 'customer_id → id' });
    await relation.waitFor();
    expect(await relation.textContent()).toContain('purchase_customer');
    await relation.locator('a').first().click();
    await page.locator('h2', { hasText: 'customer' }).waitFor();
    await page.locator('section', { hasText: 'Referred to by (1)' }).last().waitFor();
    expect(await page.textContent('#app')).toContain('how to reach them');
    expect(admin.complaints).toEqual([]);
  }, 120_000);

  it('says why a discovery failed', async () => {
    const server = await sourceServer('mariadb');
    const { page } = admin;
    await fillForm('Locked', server, 'mysql');
    await page.fill('#password', 'not-the-one');
    await page.click('button:text("Save")');
    await page.locator('[data-source=idle]').waitFor();
    await page.click('button:text("Discover")');
    await page.locator('[data-source=failed]').waitFor();
    expect(await page.locator('[role=alert]').first().textContent()).toContain('did not let the account');
  }, 90_000);

  it('starts many at once, lists the skipped one with its reason, and resets it', async () => {
    const silent = await silentServer();
    const { page } = admin;
    const path = join(seshat.dataDir, 'bulk.sqlite');
    makeSqliteFile(path, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    await admin.addSqlite('Bulk ready', path);
    const busy = {
      engine: 'mariadb',
      host: '127.0.0.1',
      port: silent.port,
      database: 'x',
      user: 'x',
      password: 'x1x2x3',
    };
    const { id } = await admin.api<{ id: string }>('POST', '/sql-dbs', { ...busy, name: 'Bulk busy' });
    await admin.api('POST', `/sql-dbs/${id}/db-elements`, {});

    await admin.open('/resources/SqlDb?filters.name=Bulk');
    for (const name of ['Bulk ready', 'Bulk busy']) {
      await page.locator('tr', { hasText: name }).locator('.adminjs_Checkbox a').click();
    }
    await page.locator('caption a', { hasText: 'Discover' }).click();
    await page.click('button:text("Start discovery")');
    await page.locator('[role=status]', { hasText: 'Started: Bulk ready' }).waitFor();
    const skipped = page.locator('tr', { hasText: 'Bulk busy' });
    expect(await skipped.textContent()).toMatch(/currently running|waiting to start/);

    await admin.open(`/resources/SqlDb/records/${id}/reset`);
    await page.fill('#reset-reason', 'the server is gone');
    await page.click('button:text("Reset")');
    await page.locator('[role=status]', { hasText: 'Reset: Bulk busy' }).waitFor();
    const { dbElements } = await admin.api<{ dbElements: { status: string; log: string } }>('GET', `/sql-dbs/${id}`);
    expect(dbElements.status).toBe('idle');
    expect(dbElements.log).toContain('Force reset: the server is gone');
    expect(admin.complaints).toEqual([]);
  }, 90_000);

  it('keeps what two people write from overwriting each other', async () => {
    const { page } = admin;
    const { items } = await admin.api<{ items: { id: number; version: number }[] }>('GET', '/columns?q=email&limit=1');
    const column = items[0];
    await admin.open(`/resources/SqlColumn/records/${column?.id}/edit`);
    await page.locator('textarea').first().fill('Where receipts go');
    await admin.api('PATCH', `/columns/${column?.id}`, { description: 'Somebody else', version: column?.version });
    await page.click('button:text("Save")');
    await page.locator('[data-css=notice-wrapper]', { hasText: 'Somebody else has changed this' }).waitFor();

    await admin.open(`/resources/SqlColumn/records/${column?.id}/edit`);
    await page.locator('textarea').first().fill('Where receipts go');
    await page.click('button:text("Save")');
    await page.locator('[data-css=notice-wrapper]', { hasText: 'Saved.' }).waitFor();
    const { description } = await admin.api<{ description: string }>('GET', `/columns/${column?.id}`);
    expect(description).toBe('Where receipts go');
  }, 60_000);

  it('signs out by its menu', async () => {
    const guest = await visit(seshat);
    await guest.page.locator('[data-css=logged-in]').hover();
    await guest.page.locator('a:text("Sign out")').click();
    await guest.page.click('button:text("Sign out")');
    await guest.page.waitForURL(/\/login/);
    await guest.open('/resources/SqlDb');
    expect(guest.page.url()).toContain('/login?next=%2Fadmin%2Fresources%2FSqlDb');
    expect(guest.complaints).toEqual([]);
  }, 60_000);
});
