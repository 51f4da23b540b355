import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { catalogueUrl, sourceServer, TEST_ENGINES } from '../support/engines.js';
import { seshat, type CommandResult } from '../support/seshat-command.js';
import { startSeshat } from '../support/seshat-process.js';
import { sourceFixture } from '../support/source-fixture.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { terminalApi, type SourceShown } from './terminal-api.js';

type Run = (args: readonly string[], input?: string) => Promise<CommandResult>;

/** People, tokens and sources by the terminal; the same whether a server runs or not. */
async function exercise(run: Run): Promise<string> {
  const added = await run(['user', 'add', 'Ada@Example.org', '--role', 'operator']);
  expect(added).toMatchObject({ code: 0, stderr: '' });
  expect(added.stdout).toMatch(/Added Ada@Example.org as operator.\nPassword: \S{20,}\n/);
  const again = await run(['user', 'add', 'ada@example.org']);
  expect(again).toMatchObject({ code: 1, stdout: '' });
  expect(again.stderr).toContain('There is a user "ada@example.org" already.');
  const short = await run(['user', 'add', 'bob', '--password-stdin'], 'short\n');
  expect(short).toMatchObject({ code: 2, stdout: '' });
  expect(short.stderr).toContain('password');
  const given = await run(['user', 'reset-password', 'ada@example.org', '--password-stdin'], 'a password of her own\n');
  expect(given).toMatchObject({ code: 0, stdout: 'ada@example.org has a new password.\n' });
  expect(await run(['user', 'reset-password', 'carol'])).toMatchObject({ code: 1, stdout: '' });
  const token = await run(['token', 'create', 'ada@example.org', '--name', 'ci', '--scope', 'read', 'run']);
  expect(token).toMatchObject({ code: 0, stdout: expect.stringMatching(/^seshat_\S{60,}\n$/) });
  return token.stdout.trim();
}

describe('the terminal beside a running server', () => {
  it('works through its API', async () => {
    const server = await startSeshat({ args: ['--no-demo'] });
    const env = { SESHAT_DATA_DIR: server.dataDir };
    const run: Run = (args, input) => seshat(args, { env, input, cwd: server.dataDir });
    const token = await exercise(run);
    const me = await fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await me.json()).toMatchObject({ kind: 'token', role: 'operator' });

    const { connection } = await sourceFixture('mariadb');
    const { url } = await sourceServer('mariadb');
    const source = `${url}${connection.database ?? ''}`;
    const saved = await run(['discover', source, '--save', '--name', 'Kept']);
    expect(saved.stdout).toMatch(/^Job 1 of "Kept": \d+ tables, /);
    const same = await run(['discover', source, '--save', '--name', 'Kept']);
    expect(same.stdout).toMatch(/^Job 2 of "Kept": \d+ tables, /);
    const other = await run(['discover', `${url}mysql`, '--save', '--name', 'Kept']);
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toContain('There is another source named "Kept".');
    const list = await terminalApi(server).get<{ items: SourceShown[] }>('/sql-dbs');
    expect(list.items).toMatchObject([{ name: 'Kept', dbElements: { status: 'completed' } }]);

    const wrong = new URL(source);
    wrong.password = 'not-this-one';
    const failed = await run(['discover', wrong.href, '--save', '--name', 'Wrong']);
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain('user or password is wrong');
    expect(`${server.output()}${failed.stderr}`).not.toContain('not-this-one');
    const info = readFileSync(join(server.dataDir, 'server.json'), 'utf8');
    expect(server.output()).not.toContain((JSON.parse(info) as { token: string }).token);
    await server.stop();
    expect(server.output()).not.toContain('a password of her own');
  }, 120_000);
});

describe.each(TEST_ENGINES)('the terminal on a %s catalogue without a server', (engine) => {
  it('works on it by itself, and what it did is there for the server', async () => {
    const { url } = await catalogueUrl(engine);
    const dataDir = temporaryDirectory('data');
    const key: Record<string, string> =
      engine === 'sqlite' ? {} : { SESHAT_SECRET_KEY: 'a key of more than thirty-two characters' };
    const env = { SESHAT_DATA_DIR: dataDir, SESHAT_CATALOGUE_URL: url, ...key };
    const run: Run = (args, input) => seshat(args, { env, input, cwd: dataDir });
    const token = await exercise(run);
    new Database(join(dataDir, 'small.sqlite')).exec('CREATE TABLE a (id INTEGER PRIMARY KEY)').close();
    const saved = await run(['discover', 'small.sqlite', '--save']);
    expect(saved).toMatchObject({ code: 0, stdout: expect.stringContaining('Job 1 of "small": 1 tables, ') });
    const server = await startSeshat({ env });
    const headers = { authorization: `Bearer ${token}` };
    const list = (await (await fetch(`${server.url}/api/sql-dbs`, { headers })).json()) as { items: SourceShown[] };
    expect(list.items).toMatchObject([{ name: 'small', counts: { tables: 1, columns: 1 } }]);
    expect(await server.stop()).toBe(0);
  }, 120_000);
});
