import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { silentServer } from '../support/silent-server.js';
import { visitWithTasks, type TaskVisit } from './admin-task-visit.js';

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

let admin: TaskVisit;

beforeAll(async () => {
  admin = await visitWithTasks();
}, 120_000);

describe('a task, run in the admin UI', () => {
  it('is found in the list of tasks by what it does, and has a form made of its schema', async () => {
    const { page } = admin;
    await admin.open('/resources/Job');
    await page.locator('a', { hasText: 'Run a task' }).first().click();
    await page.locator('[aria-label="Search tasks"]').fill('latency');
    await page.locator('h3', { hasText: '1 task' }).waitFor();
    expect(await page.locator('tbody tr').textContent()).toMatch(/Test connection.*which schemas.*operator/);
    await page.locator('[aria-label="Search tasks"]').fill('report');
    await page.click('a:text-is("Make a report")');
    expect(await admin.control('lines').inputValue()).toBe('3');
    expect(await admin.field('lines').textContent()).toMatch(/Lines \(lines\).*1 to 50/);
    expect(await admin.control('style').locator('option').allTextContents()).toEqual(['–', 'plain', 'ornate']);
    expect(await admin.field('label').textContent()).toContain('What each line says.');
  }, 60_000);

  it('says at each field what is wrong with it, in lists too, and goes to the first', async () => {
    const { page } = admin;
    await admin.open('/resources/Job/actions/new?task=report');
    await admin.control('lines').fill('three');
    await admin.control('label').fill('NOT so');
    await page.click('[aria-label="Add to Notes"]');
    await page.click('[aria-label="Add to Notes"]');
    await admin.control('notes[0]').fill('kept');
    await page.click('button:text-is("Run")');
    await admin.field('lines').locator('[role=alert]', { hasText: 'Give a number' }).waitFor();
    await admin.field('label').locator('[role=alert]', { hasText: 'matches' }).waitFor();
    await admin.field('notes[1]').locator('[role=alert]', { hasText: 'take the item out' }).waitFor();
    await page.waitForFunction('document.activeElement.id === "input-lines"');
    await admin.control('lines').fill('4');
    expect(await admin.field('lines').locator('[role=alert]').count()).toBe(0);
    await admin.control('label').fill('so be it');
    await page.click('[aria-label="Remove Notes 2"]');
    await page.click('button:text-is("Run")');
    await page.locator('[data-job=completed]').waitFor();
    const { parameters } = await admin.api<{ parameters: object }>('GET', `/jobs/${admin.jobId()}`);
    expect(parameters).toMatchObject({ lines: 4, label: 'so be it', notes: ['kept'] });
  }, 60_000);

  it('takes a file that is sent with the form, and hands out what it made, whole', async () => {
    const { page } = admin;
    await admin.open('/resources/Job/actions/new?task=report');
    await admin.control('label').fill('made from it');
    const buffer = Buffer.from('a template\n');
    await page.setInputFiles('[data-upload="input-template"]', {
      name: 'tem<b>plate.txt',
      mimeType: 'text/plain',
      buffer,
    });
    await admin.field('template').locator('text=tem_b_plate.txt').waitFor();
    await page.click('button:text-is("Run")');
    await page.locator('[data-job=completed]').waitFor();
    const row = page.locator('tr', { hasText: 'report.txt' });
    const [download] = await Promise.all([page.waitForEvent('download'), row.locator('a:text("Download")').click()]);
    const content = readFileSync(await download.path());
    expect(download.suggestedFilename()).toBe('report.txt');
    expect(content.toString()).toBe(`a template\n${'made from it\n'.repeat(3)}`);
    expect(await row.locator('[data-sha256]').getAttribute('data-sha256')).toBe(sha256(content));
    const input = page.locator('tr', { hasText: 'tem_b_plate.txt' });
    expect(await input.locator('[data-sha256]').getAttribute('data-sha256')).toBe(sha256(buffer));
    await input.locator('a').first().click();
    await page.locator('h2', { hasText: 'tem_b_plate.txt' }).waitFor();
    await page.click('button:text("Delete")');
    await page.locator('[data-css=notice-wrapper]', { hasText: 'Jobs use this file' }).waitFor();
  }, 60_000);

  it('is stopped by its button', async () => {
    const { page } = admin;
    await admin.open('/resources/Job/actions/new?task=lasting');
    await page.click('button:text-is("Run")');
    await page.locator('[data-job=running]').waitFor();
    await page.click('button:text-is("Cancel")');
    await page.locator('[data-job=cancelled]').waitFor();
    expect(await page.textContent('#app')).toContain('It was cancelled');
  }, 60_000);

  it('is offered on a source, with that source chosen', async () => {
    const { page } = admin;
    const { items } = await admin.api<{ items: { id: string }[] }>('GET', '/sql-dbs?limit=1');
    await admin.open(`/resources/SqlDb/records/${items[0]?.id}/show`);
    await page.click('a:text-is("Run…")');
    await page.locator('h2', { hasText: 'Run a task on Demo shop' }).waitFor();
    expect(await page.locator('a:text-is("Make a report")').count()).toBe(0);
    await page.click('a:text-is("Test connection")');
    await admin.field('sqlDbId').locator('text=Demo shop').waitFor();
    await page.click('button:text-is("Run")');
    await page.locator('[data-job=completed]').waitFor();
    await page.locator('dd a:text-is("Demo shop")').waitFor();
    expect(await page.textContent('h2')).toContain('Test connection to Demo shop');
  }, 60_000);

  it('leads to the job in the way where a second one would be too many', async () => {
    const { page } = admin;
    const { port } = await silentServer();
    const silent = { engine: 'mariadb', host: '127.0.0.1', port, database: 'x', user: 'x', password: 'x1x2x3' };
    const { id } = await admin.api<{ id: string }>('POST', '/sql-dbs', { ...silent, name: 'Silent' });
    const run = { task: 'db-elements', parameters: { sqlDbId: id } };
    const first = await admin.api<{ id: string; number: string }>('POST', '/run', run);
    await admin.open(`/resources/Job/actions/new?task=db-elements&sqlDb=${id}`);
    await admin.field('sqlDbId').locator('text=Silent').waitFor();
    await page.click('button:text-is("Run")');
    await page.click(`[role=alert] a:text-is("Watch job ${first.number}")`);
    await page.locator('[data-job]').waitFor();
    expect(admin.jobId()).toBe(first.id);
    await page.click('button:text-is("Cancel")');
    await page.locator('[data-job=cancelled]').waitFor();
  }, 60_000);

  it('takes lists of groups; its parts are listed with their states and lead back up', async () => {
    const { page } = admin;
    await admin.open('/resources/Job/actions/new?task=pipeline');
    await page.click('[aria-label="Add to Steps"]');
    await admin.control('steps[0].key').fill('1st');
    await admin.control('steps[0].task').fill('report');
    await admin.control('steps[0].inputs').fill('{"label": "one"}');
    await admin.control('steps[1].task').fill('report');
    await page.click('button:text-is("Run")');
    await admin.field('steps[0].key').locator('[role=alert]', { hasText: 'matches' }).waitFor();
    await admin.field('steps[1].key').locator('[role=alert]', { hasText: 'required' }).waitFor();
    await admin.control('steps[0].key').fill('first');
    await admin.control('steps[1].key').fill('second');
    await admin.control('steps[1].inputs').fill('{"label": "two", "template": {"from": "first", "output": "report"}}');
    await page.click('button:text-is("Run")');
    await page.locator('[data-job=completed]').waitFor();
    const parent = admin.jobId();
    const children = page.locator('[data-children]');
    expect(await children.locator('[data-status=completed]').count()).toBe(2);
    await children.locator('a').last().click();
    await page.locator('[data-indicator=label]', { hasText: 'two' }).waitFor();
    await page.locator('nav[aria-label="Where you are"] a').last().click();
    await page.locator('[data-job=completed]').waitFor();
    expect(admin.jobId()).toBe(parent);
  }, 60_000);
});

it('the browser complains of nothing but the answers that refuse a form', () => {
  expect(
    admin.complaints.filter((one) => !/status of (422|409)/.test(one) && !one.startsWith('dialog: Delete')),
  ).toEqual([]);
});
