import { beforeAll, describe, expect, it } from '@jest/globals';
import { HOSTILE_NAMES } from '../support/hostile-names.js';
import { visitWithTasks, type TaskVisit } from './admin-task-visit.js';
import { expectNoSidewaysScrolling, visit } from './admin-visit.js';

let admin: TaskVisit;

beforeAll(async () => {
  admin = await visitWithTasks();
}, 120_000);

describe('a job in the admin UI', () => {
  it('charts its indicators over the runs, in words too', async () => {
    const { page } = admin;
    const before = await admin.api<{ total: number }>('GET', '/jobs?task=report&status=completed');
    await admin.report(3, 'first');
    await admin.report(9, 'second');
    await admin.report(7, 'third');
    const lines = page.locator('[data-indicator=lines]');
    await lines.locator('[data-change]:text-is("▼ −2 since the last run")').waitFor();
    const chart = lines.locator('svg[role=img]');
    expect(await chart.getAttribute('data-points')).toBe(String(before.total + 3));
    expect(await chart.locator('title').first().textContent()).toBe(`Lines written over ${before.total + 3} runs`);
    expect(await chart.locator('desc').textContent()).toMatch(/^From 3 to 9 lines; between /);
    const runs = lines.locator('details');
    await runs.locator('summary').click();
    expect((await runs.locator('tbody td:nth-child(2)').allTextContents()).slice(0, 3)).toEqual(['7', '9', '3']);
    expect(await page.locator('[data-indicator=large] svg rect').count()).toBe(before.total + 3);
    expect(await page.locator('[data-indicator=label]').textContent()).toContain('was second');
    expect(await page.locator('[data-indicator=label] svg').count()).toBe(0);
  }, 90_000);

  it('is cloned with one input changed, the others as they were', async () => {
    const { page } = admin;
    await admin.report(5, 'the original');
    const original = admin.jobId();
    await page.click('a:text-is("Clone…")');
    await page.locator('h2', { hasText: 'Clone job' }).waitFor();
    expect(await admin.control('label').inputValue()).toBe('the original');
    await admin.control('lines').fill('0');
    await page.click('button:text-is("Run the clone")');
    await admin.field('lines').locator('[role=alert]').waitFor();
    await admin.control('lines').fill('6');
    await page.click('button:text-is("Run the clone")');
    await page.locator('[data-job=completed]').waitFor();
    const clone = await admin.api<{ parameters: object; origin: object }>('GET', `/jobs/${admin.jobId()}`);
    expect(clone.origin).toEqual({ kind: 'clone', id: original });
    expect(clone.parameters).toMatchObject({ lines: 6, label: 'the original', style: 'plain' });
  }, 60_000);

  it('keeps what people say of it, whatever they write', async () => {
    const { page } = admin;
    await admin.report(2, 'judged');
    const said = `${HOSTILE_NAMES.join(' | ')}\nsecond line`;
    await page.click('button:text-is("Write")');
    await page.fill('#job-title', 'The <b>best</b> \u202eone');
    await page.selectOption('#job-evaluation', 'best');
    await page.fill('#job-comments', said);
    await page.click('button:text-is("Save")');
    await page.locator('[data-evaluation=best]').waitFor();
    await page.reload();
    await page.locator('h2', { hasText: 'The <b>best</b> \\u202eone' }).waitFor();
    expect(await page.textContent('#app')).toContain('<script>alert(1)</script>');
    expect(await page.locator('#app img').count()).toBe(0);
    const { comments } = await admin.api<{ comments: string }>('GET', `/jobs/${admin.jobId()}`);
    expect(comments).toContain('second line');
    await admin.open('/resources/Job?filters.title=best');
    expect(await page.locator('tr', { hasText: 'Make a report' }).first().textContent()).toMatch(/best.*Administrator/);
  }, 60_000);

  it('shows what is known of its failure, and nothing of that runs', async () => {
    const { page } = admin;
    await admin.open('/resources/Job/actions/new?task=broken');
    await page.click('button:text-is("Run")');
    await page.locator('[data-job=failed]').waitFor();
    await page.locator('[data-diagnostic]', { hasText: '<script>alert(1)</script> cannot' }).waitFor();
    await page.click('button:text-is("Retry")');
    await page.waitForURL((url) => !url.pathname.includes('/actions/'));
    await page.locator('text=Retry of').waitFor();
    await page.locator('[data-job=failed]').waitFor();
    const id = admin.jobId();
    await page.click('button:text-is("Delete")');
    await page.waitForURL(/\/resources\/Job$/);
    const gone = await page.request.get(`${admin.seshat.url}/api/jobs/${id}`);
    expect(gone.status()).toBe(404);
  }, 60_000);

  it('is told apart where it was completed with errors, on its page and in the list', async () => {
    const { page } = admin;
    const { items } = await admin.api<{ items: { id: string; name: string }[] }>('GET', '/sql-dbs?q=Demo');
    const closed = { engine: 'mariadb', host: '127.0.0.1', port: 9, database: 'x', user: 'x', password: 'x1x2x3' };
    const { id } = await admin.api<{ id: string }>('POST', '/sql-dbs', { ...closed, name: 'Not there' });
    const started = await admin.api<{ jobs: { id: string }[] }>('POST', '/sql-dbs/db-elements', {
      ids: [items[0]?.id, id],
    });
    await admin.open(`/resources/Job/records/${started.jobs[0]?.id}/show`);
    await page.locator('h2 [data-status=completed]', { hasText: 'completed with errors' }).waitFor();
    await page.locator('tr', { has: page.locator('[data-status=failed]') }).waitFor();
    await admin.open('/resources/Job?filters.status=completed');
    await page.locator('td [data-status=completed]', { hasText: 'with errors' }).waitFor();
  }, 90_000);
});

describe('the pages of tasks, jobs and files', () => {
  it('complain of nothing, and fit a narrow window', async () => {
    const refused = /status of 4(04|22|09)/;
    expect(admin.complaints.filter((one) => !refused.test(one) && !one.startsWith('dialog: Delete this'))).toEqual([]);
    const jobs = await admin.api<{ jobs: { id: string }[] }>('GET', '/jobs?task=report&limit=1');
    const files = await admin.api<{ items: { id: string }[] }>('GET', '/files?limit=1');
    const phone = await visit(admin.seshat, { width: 400 });
    for (const path of [
      '/resources/Job/actions/new',
      '/resources/Job/actions/new?task=report',
      `/resources/Job/records/${jobs.jobs[0]?.id}/show`,
      '/resources/File',
      `/resources/File/records/${files.items[0]?.id}/show`,
    ]) {
      await phone.open(path);
      await phone.page.locator('h2').first().waitFor();
      await phone.page.waitForLoadState('networkidle');
      await expectNoSidewaysScrolling(phone.page);
    }
    expect(phone.complaints).toEqual([]);
  }, 90_000);

  it('offer a viewer what is to be seen, and nothing to do', async () => {
    const password = 'a long enough password';
    await admin.api('POST', '/users', { login: 'vic@example.org', password, role: 'viewer' });
    const vic = await visit(admin.seshat, { login: 'vic@example.org', password });
    const jobs = await admin.api<{ jobs: { id: string }[] }>('GET', '/jobs?task=report&limit=1');
    await vic.open(`/resources/Job/records/${jobs.jobs[0]?.id}/show`);
    await vic.page.locator('tr', { hasText: 'report.txt' }).waitFor();
    const buttons = ['Retry', 'Delete', 'Cancel', 'Write'].map((word) => `button:text-is("${word}")`);
    expect(await vic.page.locator([...buttons, 'a:text-is("Clone…")'].join()).count()).toBe(0);
    expect(vic.complaints).toEqual([]);
  }, 60_000);
});
