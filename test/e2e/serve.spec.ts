import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { seshat } from '../support/seshat-command.js';
import { startSeshat } from '../support/seshat-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { isOver, terminalApi, terminalToken, until, type SourceShown } from './terminal-api.js';

const NO_PASSWORD = { SESHAT_ADMIN_PASSWORD: '' };

describe('the first start', () => {
  it('ends with the demo discovered and says how to sign in; the second is quick and silent about it', async () => {
    const first = await startSeshat({ env: NO_PASSWORD });
    const { dataDir } = first;
    const said = await until(
      async () => first.output(),
      (text) => text.includes('shown this once'),
    );
    expect(said).toContain(`Seshat is ready:  ${first.url}/admin`);
    expect(said).toContain('Sign in as:       admin@localhost');
    const password = /Password: +(\S+)/.exec(said)?.[1] ?? '';
    expect(password.length).toBeGreaterThanOrEqual(20);
    expect(said.split(password)).toHaveLength(2);
    expect(await signsIn(first.url, 'admin@localhost', password)).toBe(true);

    const sources = () => terminalApi(first).get<{ items: SourceShown[] }>('/sql-dbs');
    const { items } = await until(sources, ({ items: [demo] }) => demo?.dbElements.status === 'completed');
    expect(items).toMatchObject([{ name: 'Demo shop', counts: { tables: 19, columns: 104, relationships: 23 } }]);
    expect(await first.stop()).toBe(0);

    const started = performance.now();
    const second = await startSeshat({ env: { ...NO_PASSWORD, SESHAT_DATA_DIR: dataDir } });
    // Beside other work on a machine the clock says nothing; what the start costs does.
    expect(Math.min(performance.now() - started, processorMs(second.pid))).toBeLessThan(5_000);
    await until(
      async () => second.output(),
      (text) => text.includes('Seshat is ready'),
    );
    expect(second.output()).not.toMatch(/Password|Sign in as/);
    // A demo that was deleted never comes back.
    const headers = { authorization: `Bearer ${terminalToken(dataDir)}` };
    const removed = await fetch(`${second.url}/api/sql-dbs/${items[0]?.id}`, { method: 'DELETE', headers });
    expect(removed.status).toBe(204);
    expect(await second.stop()).toBe(0);
    const third = await startSeshat({ env: { ...NO_PASSWORD, SESHAT_DATA_DIR: dataDir } });
    expect(await terminalApi(third).get('/sql-dbs')).toMatchObject({ total: 0 });
  }, 120_000);

  it('makes no demo with --no-demo, neither then nor later, and takes the password that it is given', async () => {
    const first = await startSeshat({ args: ['--no-demo'] });
    expect(await signsIn(first.url, 'admin@localhost', first.password)).toBe(true);
    expect(await terminalApi(first).get('/sql-dbs')).toMatchObject({ total: 0 });
    expect(first.output()).not.toContain(first.password);
    expect(existsSync(join(first.dataDir, 'demo-shop.sqlite'))).toBe(false);
    await first.stop();
    const second = await startSeshat({ env: { SESHAT_DATA_DIR: first.dataDir } });
    expect(await terminalApi(second).get('/sql-dbs')).toMatchObject({ total: 0 });
  }, 60_000);

  it('is made up for when it was cut off before there was an admin', async () => {
    const dataDir = temporaryDirectory('cut');
    const env = { ...NO_PASSWORD, SESHAT_DATA_DIR: dataDir };
    const cut = await startSeshat({ env, readyMs: 0 });
    await until(
      async () => existsSync(join(dataDir, 'demo-shop.sqlite')),
      (made) => made,
    );
    await cut.kill();
    const whole = await startSeshat({ env });
    const list = () => terminalApi(whole).get<{ items: SourceShown[] }>('/sql-dbs');
    const { items } = await until(list, ({ items: [demo] }) => demo !== undefined && isOver(demo.dbElements));
    expect(items).toMatchObject([{ name: 'Demo shop', dbElements: { status: 'completed' }, counts: { tables: 19 } }]);
  }, 60_000);
});

describe('the data directory', () => {
  it('belongs to one server: a second one refuses and says who holds it', async () => {
    const holder = await startSeshat({ args: ['--no-demo'] });
    const { code, stdout, stderr } = await seshat(['serve', '--port', '0'], {
      env: { SESHAT_DATA_DIR: holder.dataDir },
    });
    expect(code).toBe(1);
    expect(stderr).toContain(`is in use by process ${holder.pid} at ${holder.url}`);
    expect(`${stdout}${stderr}`).not.toContain('    at ');
    for (const name of ['server.json', 'secret.key', 'catalogue.sqlite']) {
      expect(statSync(join(holder.dataDir, name)).mode & 0o077).toBe(0);
    }
    await holder.kill();
    // Dead by force: the directory is free at once.
    const next = await startSeshat({ env: { SESHAT_DATA_DIR: holder.dataDir } });
    expect(await next.stop()).toBe(0);
    expect(existsSync(join(holder.dataDir, 'server.json'))).toBe(false);
  }, 60_000);

  it('says so when the port is taken, and still shows the password of the admin it has made', async () => {
    const holder = await startSeshat({ args: ['--no-demo'] });
    const port = new URL(holder.url).port;
    const env = { SESHAT_DATA_DIR: temporaryDirectory('port') };
    const { code, stderr } = await seshat(['serve', '--no-demo', '--port', port], { env });
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port} of 127.0.0.1 is in use by another program.`);
    expect(stderr).toMatch(/Password: +\S{20,}/);
  }, 60_000);
});

/** The processor time that a process has taken so far; infinite where that cannot be known. */
function processorMs(pid: number): number {
  try {
    const [user = '', system = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ').slice(13);
    return (Number(user) + Number(system)) * 10;
  } catch {
    return Infinity;
  }
}

/** Signs in as a browser does. */
async function signsIn(url: string, login: string, password: string): Promise<boolean> {
  const page = await fetch(`${url}/login`);
  const cookie = page.headers.getSetCookie().map((line) => line.split(';')[0]).join('; '); // prettier-ignore
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { cookie, origin: url },
    body: new URLSearchParams({ login, password, _csrf: csrf }),
    redirect: 'manual',
  });
  return answer.status === 303;
}
