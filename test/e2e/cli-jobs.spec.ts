import { beforeAll, describe, expect, it } from '@jest/globals';
import { seshat, type CommandResult } from '../support/seshat-command.js';
import { startSeshat } from '../support/seshat-process.js';
import { sourceFixture } from '../support/source-fixture.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

type Run = (args: readonly string[], input?: string) => Promise<CommandResult>;

/** Everything that the terminal can do with jobs. */
async function exercise(run: Run): Promise<void> {
  const listed = await run(['run']);
  expect(listed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^db-elements {2,}Reads the tables/m) });
  const described = await run(['run', 'test-connection', '--describe']);
  expect(described.stdout).toMatch(/sqlDbId=<sql-db> \*/);
  expect(described.stdout).not.toContain('name=');

  const done = await run(['run', 'test-connection', '-i', 'sqlDbId=Kept', '--title', 'Is it there?']);
  expect(done).toMatchObject({ code: 0 });
  expect(done.stdout).toMatch(/^Job 2, Is it there\?: completed \(latencyMs \d+(\.\d{1,3})?\)\n$/);
  expect(done.stderr).toContain('Connected to sqlite');
  const asJson = await run(['run', 'db-elements', '--inputs', '-', '--json'], '{"sqlDbId": "nobody"}');
  expect(asJson).toMatchObject({ code: 1, stdout: '' });

  const misspelt = await run(['run', 'test-conection']);
  expect(misspelt).toMatchObject({ code: 1, stderr: expect.stringContaining('did you mean test-connection') });
  const input = await run(['run', 'test-connection', '-i', 'sqlDbid=Kept']);
  expect(input).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean sqlDbId?') });
  const missing = await run(['run', 'test-connection']);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('sqlDbId') });
  const nobody = await run(['run', 'test-connection', '-i', 'sqlDbId=Nobody']);
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no source "Nobody"') });

  const jobs = await run(['jobs']);
  expect(jobs.stdout).toMatch(/^2 +completed +test-connection +Is it there\? .*\n1 +completed +db-elements/m);
  const json = JSON.parse((await run(['jobs', 'list', '--task', 'db-elements', '--json'])).stdout) as { total: number };
  expect(json.total).toBe(1);
  const shown = JSON.parse((await run(['jobs', 'show', '2'])).stdout) as object;
  expect(shown).toMatchObject({ number: '2', status: 'completed', indicators: { latencyMs: expect.any(Number) } });
  expect((await run(['jobs', 'log', '2'])).stdout).toMatch(/Z info +Connected to sqlite/);
  const late = await run(['jobs', 'cancel', '2']);
  expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining('has ended') });
  expect(await run(['jobs', 'show', '99'])).toMatchObject({ code: 1, stdout: '' });
}

/** Each command is a process of its own, which takes seconds on a busy machine. */
const TIMEOUT_MS = 300_000;

describe('seshat run and seshat jobs', () => {
  let path: string;
  beforeAll(async () => {
    path = (await sourceFixture('sqlite')).connection.path ?? '';
  });

  it(
    'work through the server of the data directory',
    async () => {
      const server = await startSeshat({ args: ['--no-demo'], env: { SESHAT_SQLITE_DIRS: '/tmp' } });
      const env = { SESHAT_DATA_DIR: server.dataDir, SESHAT_SQLITE_DIRS: '/tmp' };
      const run: Run = (args, input) => seshat(args, { env, input, cwd: server.dataDir });
      expect((await run(['discover', path, '--save', '--name', 'Kept'])).stdout).toMatch(/^Job 1 of "Kept"/);
      await exercise(run);
      const started = await run(['run', 'db-elements', '-i', 'sqlDbId=Kept', '--detach']);
      expect(started.stdout).toMatch(/^[0-9a-f-]{36}\n$/);
      const followed = await run(['jobs', 'follow', started.stdout.trim()]);
      expect(followed).toMatchObject({ code: 0, stdout: 'Job 3: completed\n' });
      expect((await run(['jobs', 'retry', '2'])).stdout).toBe('Job 4 repeats job 2.\n');
    },
    TIMEOUT_MS,
  );

  it(
    'work by themselves where no server runs',
    async () => {
      const dataDir = temporaryDirectory('data');
      const env = { SESHAT_DATA_DIR: dataDir, SESHAT_SQLITE_DIRS: '/tmp' };
      const run: Run = (args, input) => seshat(args, { env, input, cwd: dataDir });
      expect((await run(['discover', path, '--save', '--name', 'Kept'])).stdout).toMatch(/^Job 1 of "Kept"/);
      const done = await run(['run', 'test-connection', '-i', 'sqlDbId=Kept']);
      expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Job 2, .*: completed/) });
      expect((await run(['jobs'])).stdout).toMatch(/^2 +completed +test-connection .*\n1 +completed +db-elements/m);
      const detached = await run(['run', 'test-connection', '-i', 'sqlDbId=Kept', '--detach']);
      expect(detached).toMatchObject({ code: 2, stderr: expect.stringContaining('wants a running server') });
    },
    TIMEOUT_MS,
  );
});
