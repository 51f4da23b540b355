import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startSeshat } from '../support/seshat-process.js';
import { sourceFixture } from '../support/source-fixture.js';
import { expectNoSidewaysScrolling, visit, type Visit } from './admin-visit.js';

jest.setTimeout(120_000);

let person: Visit;
let sqlDbId: string;
beforeAll(async () => {
  const { connection } = await sourceFixture('sqlite');
  person = await visit(await startSeshat({ env: { SESHAT_SQLITE_DIRS: '/tmp', SESHAT_DEMO: 'false' } }));
  sqlDbId = await person.addSqlite('shop', String(connection.path));
});

describe('the admin pages of schedules', () => {
  it('make one from the page of a source, with the times that it would run at', async () => {
    const { page, open } = person;
    await open(`/resources/SqlDb/records/${sqlDbId}/show`);
    await page.click('a:text("Schedule…")');
    await page.selectOption('#schedule-preset', { label: 'Every Monday at 03:00' });
    await page.fill('#schedule-zone', 'Europe/Berlin');
    // What was chosen before is shown until the answer is there.
    await page.waitForSelector('#firings li:nth-child(2):has-text("Mon, ")');
    const firings = await page.locator('#firings li').allInnerTexts();
    expect(firings.every((text) => /^Mon, .* 03:00:00/.test(text))).toBe(true);
    expect(await page.inputValue('#schedule-source')).toBe(sqlDbId);
    await expectNoSidewaysScrolling(page);
    await page.click('button:text("Save the schedule")');
    await page.waitForURL(/\/Schedule\/records\/.*\/show/);
    await page.waitForSelector('text=0 3 * * 1 (Europe/Berlin)');
    await open(`/resources/SqlDb/records/${sqlDbId}/show`);
    await page.waitForSelector('section a:text("Discover shop")');
  });

  it('say what is wrong where it was typed', async () => {
    const { page, open } = person;
    await open('/resources/Schedule/actions/new');
    await page.fill('#schedule-cron', '61 * * * *');
    await page.waitForSelector('#firings >> text=field value (61) is out of range');
    await page.fill('#schedule-zone', 'Mars');
    await page.click('button:text("Save the schedule")');
    const alerts = page.locator('[role=alert]');
    await alerts.nth(3).waitFor(); // the notice, the source, the expression, the zone
    const texts = (await alerts.allInnerTexts()).join('\n');
    expect(texts).toContain('is no cron expression: field value (61) is out of range');
    expect(texts).toContain('must be a time zone by its IANA name');
  });

  it('change one, switch it off, and delete it', async () => {
    const { page, open, api } = person;
    const { items } = await api<{ items: { id: string }[] }>('GET', '/schedules');
    const id = items[0]?.id ?? '';
    await open(`/resources/Schedule/records/${id}/edit`);
    await page.fill('#schedule-name', 'Weekly look');
    await page.uncheck('input[type=checkbox]');
    await page.click('button:text("Save the schedule")');
    await page.waitForURL(/\/show/);
    expect(await api('GET', `/schedules/${id}`)).toMatchObject({ name: 'Weekly look', enabled: false, nextAt: null });
    await open('/resources/Schedule');
    await page.waitForSelector('text=Weekly look');
    await expectNoSidewaysScrolling(page);
    await api('DELETE', `/schedules/${id}`);
  });

  it('show how the jobs of late went, on the first page', async () => {
    const { page, open, api } = person;
    const { job } = await api<{ job: { id: string } }>('POST', `/sql-dbs/${sqlDbId}/test-connection`);
    for (let status = ''; status !== 'completed';) {
      ({ status } = await api<{ status: string }>('GET', `/jobs/${job.id}`));
    }
    await open('');
    await page.waitForSelector('text=Half take at most');
    expect(await page.innerText('body')).toMatch(/Succeeded\s+100\.0 %/);
    await expectNoSidewaysScrolling(page);
  });

  it('leave nothing for the browser to complain of', () => {
    const refused = /status of 422/; // what was typed wrong on purpose
    expect(person.complaints.filter((text) => !refused.test(text))).toEqual([]);
  });
});
