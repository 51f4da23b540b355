import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe as placeOf } from '../../src/introspection/source-url.js';
import type { SourceConnection } from '../../src/introspection/engine.js';
import { sourceServer, TEST_ENGINES } from '../support/engines.js';
import { seshat, startCommand } from '../support/seshat-command.js';
import { silentServer } from '../support/silent-server.js';
import { sourceFixture } from '../support/source-fixture.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { until } from './terminal-api.js';

const SCHEMA = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/snapshot.schema.json'), 'utf8')) as object;

/** Read whole, or but for the tables that the fixture keeps from being read. */
const EXITS = [0, 3];

/** The URL that a person would type, without the password. */
function urlOf(connection: SourceConnection): string {
  return connection.path ?? placeOf(connection);
}

function passwordOf({ password }: SourceConnection): Record<string, string> {
  return password === null ? {} : { SESHAT_SOURCE_PASSWORD: password };
}

describe.each(TEST_ENGINES)('seshat discover of a %s source', (engine) => {
  it('prints the snapshot document and nothing else, valid by its schema', async () => {
    const { connection, schemas } = await sourceFixture(engine);
    const only = [...new Set([schemas.main, schemas.other])].flatMap((schema) => ['--schema', schema]);
    const env = passwordOf(connection);
    const { code, stdout, stderr } = await seshat(['discover', urlOf(connection), '--json', ...only], { env });
    expect(EXITS).toContain(code);
    const document = JSON.parse(stdout) as { source: { engine: string }; tables: { name: string }[] };
    const ajv = new Ajv2020({ allErrors: true, strict: false });
    addFormats.default(ajv);
    const valid = ajv.validate(SCHEMA, document);
    expect({ valid, errors: ajv.errors }).toEqual({ valid: true, errors: null });
    expect(document.source.engine).toBe(engine);
    expect(document.tables.length).toBeGreaterThan(5);
    // Plain lines for the steps where there is no terminal.
    expect(stderr).toContain('step 1 of 3: tables\nstep 2 of 3: columns\nstep 3 of 3: relationships\n');
    expect(stderr).not.toContain('\u001b');
  }, 60_000);

  it('prints a summary for people', async () => {
    const { connection, schemas } = await sourceFixture(engine);
    const args = ['discover', urlOf(connection), '--schema', schemas.main];
    const { stdout } = await seshat(args, { env: passwordOf(connection) });
    expect(stdout).toMatch(/^\d+ tables, \d+ tables with columns, \d+ columns, \d+ relationships$/m);
    expect(stdout).toContain(`${schemas.main}.`);
  }, 60_000);
});

describe('seshat discover', () => {
  it('ends with 1 and the reason where the source does not let it in; no password is in what it says', async () => {
    const { url } = await sourceServer('mariadb');
    const wrong = new URL(url);
    wrong.username = 'nobody-of-that-name';
    wrong.password = 'a-wrong-secret';
    const refused = await seshat(['discover', `${wrong.href}x`]);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('user or password is wrong');
    expect(refused.stderr).not.toContain('a-wrong-secret');
    expect(refused.stderr).not.toMatch(/^\s+at /m);

    const none = new URL(wrong);
    none.password = '';
    for (const save of [[], ['--save', '--name', 'Without']]) {
      const unasked = await seshat(['discover', `${none.href}x`, ...save]);
      expect(unasked).toMatchObject({ code: 1, stdout: '' });
      expect(unasked.stderr).toContain('No password was given');
      expect(unasked.stderr).toContain('SESHAT_SOURCE_PASSWORD');
      expect(unasked.stderr).not.toContain('password is wrong');
    }

    const missing = new URL(url);
    missing.pathname = '/no_such_database_here';
    const nowhere = await seshat(['discover', missing.href]);
    expect(nowhere).toMatchObject({ code: 1, stdout: '' });
    expect(nowhere.stderr).toContain('no_such_database_here');
  }, 60_000);

  it('ends with 1 for a file that is none, and with 2 for what cannot be meant', async () => {
    const cwd = temporaryDirectory('files');
    writeFileSync(join(cwd, 'notes.sqlite'), 'CREATE TABLE this is only text');
    const text = await seshat(['discover', 'notes.sqlite'], { cwd });
    expect(text).toMatchObject({ code: 1, stdout: '' });
    expect(text.stderr).toContain('is a text file, not an SQLite database');
    expect(await seshat(['discover', 'gone.sqlite'], { cwd })).toMatchObject({ code: 1, stdout: '' });

    for (const args of [
      ['discover'],
      ['discover', 'oracle://x/y'],
      ['discover', 'a', '--json', '--save'],
      ['nothing'],
    ]) {
      expect(await seshat(args, { cwd })).toMatchObject({ code: 2, stdout: '' });
    }
    const wrong = await seshat(['discover', 'a'], {
      env: { PORT: 'x', SESHAT_CONNECT_TIMEOUT: '5', SESHAT_NONE: '1' },
    });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    for (const name of ['PORT', 'SESHAT_CONNECT_TIMEOUT', 'SESHAT_NONE']) expect(wrong.stderr).toContain(name);
  }, 60_000);

  it('gives up on a server that never answers, leaves when it is interrupted, and hands no secret on', async () => {
    const silent = await silentServer();
    const url = `mysql://somebody@127.0.0.1:${silent.port}/x`;
    const late = await seshat(['discover', url], {
      env: { SESHAT_CONNECT_TIMEOUT: '300ms', SESHAT_SOURCE_PASSWORD: 'kept-to-itself' },
    });
    expect(late).toMatchObject({ code: 1, stdout: '' });
    expect(late.stderr).not.toContain('kept-to-itself');

    const running = startCommand(['discover', url], { env: { SESHAT_SOURCE_PASSWORD: 'kept-to-itself' } });
    const reader = await until(
      async () => childrenOf(running.process.pid ?? 0)[0] ?? 0,
      (pid) => pid > 0,
    );
    await silent.connected();
    for (const what of ['cmdline', 'environ']) {
      expect(readFileSync(`/proc/${reader}/${what}`, 'utf8')).not.toContain('kept-to-itself');
    }
    running.process.kill('SIGINT');
    expect(await running.result).toMatchObject({ code: 1, stdout: '' });
    await until(async () => alive(reader), (lives) => !lives, 15_000); // prettier-ignore
  }, 60_000);

  it('ends quietly when its reader has gone', async () => {
    const { connection } = await sourceFixture('sqlite');
    const running = startCommand(['discover', urlOf(connection), '--json']);
    running.process.stdout?.destroy();
    const { code, stderr } = await running.result;
    expect(EXITS).toContain(code);
    expect(stderr).not.toContain('EPIPE');
  }, 60_000);
});

describe('help', () => {
  it('ends quietly when its reader has gone', async () => {
    const running = startCommand(['--help']);
    running.process.stdout?.destroy();
    expect(await running.result).toMatchObject({ code: 0, stderr: '' });
  }, 60_000);

  it('lists the commands, every variable, and the version', async () => {
    const help = await seshat(['--help'], { env: { PORT: 'wrong' } });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const command of ['serve', 'discover', 'user', 'token', 'config']) expect(help.stdout).toContain(command);
    const config = await seshat(['config']);
    for (const name of ['PORT', 'SESHAT_DATA_DIR', 'SESHAT_ADMIN_PASSWORD']) expect(config.stdout).toContain(name);
    expect((await seshat(['config', '--markdown'])).stdout).toBe(readFileSync('docs/configuration.md', 'utf8'));
    expect((await seshat(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  }, 60_000);
});

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
