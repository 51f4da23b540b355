import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import type { JobStatus } from '../../src/jobs/job-status.js';
import type { Job } from '../../src/jobs/job.entity.js';
import { JobRunner } from '../../src/jobs/runner/job-runner.js';
import { WorkspaceService } from '../../src/workspaces/workspace.service.js';
import type { CommandResult } from '../../src/tasks/command/command-result.js';
import { commandApp, fileOf, scripted, type CommandApp } from '../support/command-app.js';
import { Family, FAMILY, lives } from '../support/program-family.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { typescriptChild } from '../support/typescript-child.js';

/** SIGTERM, the time of grace, SIGKILL; machines are slow at times. */
const CANCEL_MS = 15_000;

const shell = (name: string, script: string, more: object = {}): object => ({
  ...{ name, title: name, description: 'For tests.', program: '/bin/sh' },
  argv: ['-c', script, 'sh', '{inputs.pids}'],
  inputs: { pids: { kind: 'text' } },
  ...more,
});

const COMMANDS = fileOf(
  shell('family', `${FAMILY} echo ready; wait`),
  shell('family-short', `${FAMILY} echo ready; wait`, { timeLimit: '2s' }),
  shell('leaves-them', `${FAMILY} while [ $(wc -l < "$1") -lt 5 ]; do sleep 0.1; done`),
  scripted('flood', "for (let i = 0; i < 1e6; i++) console.log('line', i)"),
  scripted('endless-line', "for (let i = 0; i < 2000; i++) require('fs').writeSync(1, 'x'.repeat(1e5))", {
    keepOutputMb: 1,
  }),
  scripted('garbage', "process.stdout.write(require('crypto').randomBytes(4e6))"),
  scripted('says-pid', 'console.log(process.pid, process.ppid); setInterval(() => {}, 1000)'),
);

describe('external programs under fire', () => {
  let commands: CommandApp;
  beforeAll(async () => {
    commands = await commandApp(COMMANDS);
  });

  const status = async (id: string): Promise<JobStatus> => (await commands.app.jobs.get(SYSTEM, id)).job.status;
  const started = async (task: string): Promise<{ family: Family; job: Job }> => {
    const family = new Family();
    const job = await commands.start(task, { pids: family.file });
    await family.gathered();
    return { family, job };
  };

  it('ends every process of a cancelled program, deaf and runaway ones too, before the job is CANCELLED', async () => {
    const { family, job } = await started('family');
    const before = Date.now();
    await commands.app.jobs.cancel(SYSTEM, job.id);
    expect(await commands.app.ended(job.id)).toMatchObject({ status: 'CANCELLED' });
    expect(family.alive()).toEqual([]);
    expect(Date.now() - before).toBeLessThan(CANCEL_MS);
  });

  it('ends a program at its time limit; what it has said until then is kept', async () => {
    const { family, job } = await started('family-short');
    expect(await commands.app.ended(job.id)).toMatchObject({ status: 'FAILED', cause: 'timeout' });
    expect(await family.left(CANCEL_MS)).toEqual([]);
    expect(await commands.log(job)).toContain('INFO  ready');
  });

  it('ends a program when its job is reset by force', async () => {
    const family = new Family();
    const { id: workspaceId } = await commands.app.get(WorkspaceService).ensureDefault();
    const request = { task: 'family', parameters: { pids: family.file }, workspaceId, slot: 'a-slot' };
    const job = await commands.app.jobs.start(SYSTEM, request);
    await family.gathered();
    await commands.app.jobs.reset(SYSTEM, 'a-slot', 'it hangs');
    expect(await status(job.id)).toBe('CANCELLED');
    expect(await family.left(CANCEL_MS)).toEqual([]);
  });

  it('leaves nothing behind that a finished program has left behind', async () => {
    const family = new Family();
    const job = await commands.run('leaves-them', { pids: family.file });
    expect(job).toMatchObject({ status: 'COMPLETED', result: { returnCode: 0 } });
    expect(family.alive()).toEqual([]);
  });

  it('ends the program and fails the job when the supervisor is killed', async () => {
    const job = await commands.start('says-pid');
    const [, program, supervisor] = await logged(job, /INFO {2}(\d+) (\d+)/);
    process.kill(Number(supervisor), 'SIGKILL');
    const ended = await commands.app.ended(job.id);
    expect(ended).toMatchObject({ status: 'FAILED', errorCode: 'command-failed' });
    expect(lives(Number(program))).toBe(false);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'ends the program and removes its secrets when its server is hit by %s',
    async (signal) => {
      const family = new Family();
      const secrets = temporaryDirectory('secrets');
      writeFileSync(join(secrets, 'password'), 'secret');
      const holder = new URL('../support/command-holder.ts', import.meta.url);
      const server = typescriptChild(holder, ['/bin/sh', secrets, '-c', `${FAMILY} wait`, 'sh', family.file]);
      const supervisor = Number(await server.line());
      await family.gathered();
      server.process.kill(signal);
      await server.exit();
      expect(await family.left(CANCEL_MS)).toEqual([]);
      for (let i = 0; i < 100 && lives(supervisor); i++) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(lives(supervisor)).toBe(false);
      expect(existsSync(secrets)).toBe(false);
    },
  );

  it('takes a flood of lines: the log keeps its bounds, the file keeps all, memory stays', async () => {
    const before = process.memoryUsage().rss;
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    const job = await commands.run('flood');
    clearInterval(watch);
    expect(job).toMatchObject({ status: 'COMPLETED' });
    const log = await commands.log(job);
    expect(log.split('\n').length).toBeLessThan(5_100);
    expect(log).toMatch(/… \d+ lines are not shown here/);
    expect(log).toContain('line 999999');
    expect(await fileOfJob('stdout.txt')).toMatch(/^line 0\n[^]*line 999999\n$/);
    expect((job.result as CommandResult).stdout).toMatch(/^line \d+\n[^]*line 999999\n$/);
    expect((peak - before) / 1e6).toBeLessThan(200);
  });

  it('takes a line without an end: kept to the limit, with a mark, and shown by its beginning', async () => {
    const before = process.memoryUsage().rss;
    const job = await commands.run('endless-line');
    expect(job).toMatchObject({ status: 'COMPLETED' });
    const kept = await fileOfJob('stdout.txt');
    expect(kept.length).toBeLessThan(1024 * 1024 + 100);
    expect(kept).toMatch(/x\n\[198951424 more bytes were not kept\]\n$/);
    expect(await commands.log(job)).toMatch(
      /INFO {2}x{3,4000}… \(200000000 bytes in all\)|x … \(200000000 bytes in all\)/,
    );
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(200);
  });

  it('takes bytes that are no text', async () => {
    const job = await commands.run('garbage');
    expect(job).toMatchObject({ status: 'COMPLETED', result: { totalSize: 4_000_000 } });
  });

  it('ends programs when the server stops, and the job waits to be run again', async () => {
    const own = await commandApp(COMMANDS, { env: { SESHAT_DRAIN: '0ms' } });
    const family = new Family();
    const job = await own.start('family', { pids: family.file });
    await family.gathered();
    await own.app.get(JobRunner).drain();
    expect(family.alive()).toEqual([]);
    expect((await own.app.jobs.get(SYSTEM, job.id)).job).toMatchObject({ status: 'PENDING', cause: 'stop' });
  });

  async function logged(job: Job, pattern: RegExp): Promise<RegExpExecArray> {
    for (let i = 0; i < 400; i++) {
      const found = pattern.exec(await commands.log(job));
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The log does not say ${pattern.source}.`);
  }

  /** Of the newest job. */
  async function fileOfJob(name: string): Promise<string> {
    const paths = readdirSync(commands.files, { recursive: true }) as string[];
    const number = (path: string): number => Number(/job_(\d+)/.exec(path)?.[1]);
    const [newest = ''] = paths.filter((path) => path.endsWith(name)).sort((a, b) => number(b) - number(a));
    return readFileSync(join(commands.files, newest), 'utf8');
  }
});
