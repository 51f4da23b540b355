import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { JobLog } from '../../src/jobs/job-log.entity.js';
import { FLUSH_MS } from '../../src/jobs/log/job-log-writer.js';
import { JobLogs } from '../../src/jobs/log/job-logs.js';
import { catalogueUrl, TEST_ENGINES } from '../support/engines.js';
import { jobApp, ScriptedTask, type JobApp } from '../support/job-app.js';
import { rounds } from '../support/rounds.js';

jest.setTimeout(60_000);

/** A machine that is busy. */
const PATIENCE_MS = 30_000;

describe.each(TEST_ENGINES)('the log of a job on %s', (engine) => {
  let app: JobApp;
  const task = new ScriptedTask('scripted');

  beforeAll(async () => {
    app = await jobApp(await catalogueUrl(engine), { tasks: [task] });
  });

  const run = async (): Promise<string> => {
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted'));
    await app.until(id, 'COMPLETED', 60_000);
    return id;
  };

  it('keeps lines in order, by number and by level, and says them as text', async () => {
    task.script = async (context) => {
      context.log('info', 'first');
      context.log('warn', 'No columns found for table \u202eevil\nINFO forged');
      context.log('error', 'third');
      context.log('debug', 'fourth');
      return {};
    };
    const id = await run();
    const lines = await app.jobs.logs(SYSTEM, id);
    expect(lines.map(({ seq, level }) => [seq, level])).toEqual([
      [1, 'info'],
      [2, 'warn'],
      [3, 'error'],
      [4, 'debug'],
    ]);
    expect((await app.jobs.logs(SYSTEM, id, { after: 2, limit: 1 })).map(({ message }) => message)).toEqual(['third']);
    expect((await app.jobs.logs(SYSTEM, id, { level: 'warn' })).map(({ seq }) => seq)).toEqual([2, 3]);
    const text = (await app.jobs.logText(SYSTEM, id)).split('\n');
    expect(text[1]).toMatch(/Z WARN {2}No columns found for table \\u202eevil$/);
    expect(text[2]).toBe('    INFO forged');
  });

  it('is written while the run goes on, twice a second', async () => {
    // How long the writing itself takes is the machine's affair; that it is begun in time is ours.
    expect(FLUSH_MS).toBeLessThanOrEqual(500);
    let written = false;
    task.script = async (context) => {
      context.log('info', 'now');
      for (const end = Date.now() + PATIENCE_MS; !written && Date.now() < end; await delay(20)) {
        written = (await app.jobs.logs(SYSTEM, context.job.id)).length > 0;
      }
      return {};
    };
    await run();
    expect(written).toBe(true);
  });

  it.each(rounds())(
    'stays bounded under a flood of 100,000 lines: the first 500, the newest, and how many were dropped (round %i)',
    async () => {
      task.script = async (context) => {
        for (let line = 1; line <= 100_000; line++) {
          context.log('info', `line ${line}`);
          if (line % 5_000 === 0) await delay(5);
        }
        return {};
      };
      const id = await run();
      await delay(300);
      const lines = await app.jobs.logs(SYSTEM, id);
      expect(await app.source.manager.countBy(JobLog, { jobId: id })).toBe(5_000);
      expect(lines).toHaveLength(5_001);
      expect(lines.slice(0, 500).map(({ message }) => message)).toEqual(
        Array.from({ length: 500 }, (_, index) => `line ${index + 1}`),
      );
      expect(lines[500]).toMatchObject({ seq: 95_500, level: 'warn', message: '95000 lines dropped' });
      expect(lines[501]).toMatchObject({ seq: 95_501, message: 'line 95501' });
      expect(lines.at(-1)).toMatchObject({ seq: 100_000, message: 'line 100000' });
      expect((await app.jobs.logs(SYSTEM, id, { level: 'error' })).map(({ message }) => message)).toEqual([
        '95000 lines dropped',
      ]);
      expect(await app.jobs.logText(SYSTEM, id)).toContain('WARN  95000 lines dropped\n');
    },
  );

  it('holds no more than 2 MiB', async () => {
    task.script = async (context) => {
      for (let line = 0; line < 1_000; line++) context.log('info', `${line} ${'x'.repeat(4_000)}`);
      return {};
    };
    const id = await run();
    const sum = (await app.source.manager.sum(JobLog, 'bytes', { jobId: id })) ?? 0;
    expect(Number(sum)).toBeLessThanOrEqual(2 * 1024 * 1024);
    expect((await app.jobs.logs(SYSTEM, id)).at(-1)?.message.startsWith('999 ')).toBe(true);
  });

  it('gives the end of the log in whole lines, for who keeps a copy', async () => {
    task.script = async (context) => {
      for (let line = 0; line < 300; line++) context.log('info', `line ${line} ${'y'.repeat(50)}`);
      return {};
    };
    const id = await run();
    const tail = await app.transactions.run((tx) => app.get(JobLogs).tail(tx, id, 1_000));
    expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(1_000);
    expect(tail.split('\n').at(-2)).toContain('line 299');
    expect(tail).toMatch(/^\d{4}-/);
  });

  it('goes on where an earlier attempt ended', async () => {
    task.script = async (context) => {
      context.log('info', `attempt ${context.job.attempt}`);
      return {};
    };
    const id = await run();
    await app.transactions.run((tx) => app.get(JobLogs).append(tx, id, 'warn', 'from elsewhere'));
    expect((await app.jobs.logs(SYSTEM, id)).map(({ seq, message }) => [seq, message])).toEqual([
      [1, 'attempt 1'],
      [2, 'from elsewhere'],
    ]);
  });
});
