import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { NotFoundError } from '../../src/common/errors.js';
import { newId } from '../../src/common/id.js';
import type { JobEventMessage } from '../../src/jobs/events/job-event-message.js';
import { JobEvents } from '../../src/jobs/events/job-events.js';
import { catalogueUrl, TEST_ENGINES, type TestCatalogue } from '../support/engines.js';
import { jobApp, ScriptedTask, untilAborted, type JobApp } from '../support/job-app.js';

jest.setTimeout(60_000);

const ENV = { SESHAT_EVENT_POLL: '100ms', SESHAT_HEARTBEAT: '100ms', SESHAT_JOBS_CONCURRENCY: '4' };

describe.each(TEST_ENGINES)('events of jobs on %s', (engine) => {
  let catalogue: TestCatalogue;
  let app: JobApp;
  let other: JobApp;
  const task = new ScriptedTask('scripted');

  beforeAll(async () => {
    catalogue = await catalogueUrl(engine);
    app = await jobApp(catalogue, { tasks: [task], env: ENV });
    other = await jobApp(catalogue, { tasks: [task], env: ENV, work: false });
  });

  const told = ({ event, data }: JobEventMessage): string => {
    if (event === 'status') return data.to;
    return event === 'progress' ? `${data.percent} %` : data.message;
  };
  const collect = async (from: JobApp, id: string, after?: string): Promise<JobEventMessage[]> => {
    const messages: JobEventMessage[] = [];
    for await (const message of from.get(JobEvents).watch(SYSTEM, id, { after })) messages.push(message);
    return messages;
  };

  it('tell everything to whoever watches, here and in another process, and end with the job', async () => {
    task.script = async (context) => {
      context.log('info', 'one');
      context.progress({ step: 'a', stepIndex: 1, steps: 2, percent: 10 });
      await delay(700);
      context.log('info', 'two');
      context.progress({ step: 'b', stepIndex: 2, steps: 2, percent: 90 });
      return {};
    };
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted'));
    const watched = await Promise.all([collect(app, id), collect(app, id), collect(other, id)]);
    for (const messages of watched) {
      expect(messages.map(told)).toEqual(
        expect.arrayContaining(['PENDING', 'RUNNING', 'one', '10 %', 'two', '90 %', 'COMPLETED']),
      );
      expect(messages).toHaveLength(7);
      expect(told(messages.at(-1) as JobEventMessage)).toBe('COMPLETED');
    }
  });

  it('resume after any event without a gap or a repeat', async () => {
    task.script = async (context) => {
      for (let line = 0; line < 5; line++) context.log('info', `line ${line}`);
      context.progress({ step: 'a', stepIndex: 1, steps: 1, percent: 50 });
      return {};
    };
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted'));
    await app.until(id);
    const all = await collect(app, id);
    expect(all).toHaveLength(9);
    const resumed = await Promise.all(all.map((message) => collect(app, id, message.id)));
    resumed.forEach((messages, index) => expect(messages).toEqual(all.slice(index + 1)));
  });

  it('say how many lines were dropped before a watcher came to them', async () => {
    task.script = async (context) => {
      for (let line = 1; line <= 8_000; line++) context.log('info', `line ${line}`);
      return {};
    };
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted'));
    await app.until(id, 'COMPLETED', 20_000);
    const messages = (await collect(app, id)).map(told);
    expect(messages).toContain('3000 lines dropped');
    expect(messages.filter((text) => text.startsWith('line'))).toHaveLength(5_000);
  });

  it('are whole for everybody who comes while others are already served', async () => {
    task.script = async (context) => {
      for (let line = 0; line < 40; line++) {
        context.log('info', `line ${line}`);
        await delay(15);
      }
      return {};
    };
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted'));
    const watching: Promise<JobEventMessage[]>[] = [];
    for (let watcher = 0; watcher < 25; watcher++) {
      watching.push(collect(app, id));
      await delay(20);
    }
    for (const messages of await Promise.all(watching)) expect(messages).toHaveLength(43);
  });

  it('stop when the watcher goes', async () => {
    task.script = untilAborted;
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted'));
    const watcher = new AbortController();
    const messages: string[] = [];
    for await (const message of app.get(JobEvents).watch(SYSTEM, id, { signal: watcher.signal })) {
      messages.push(told(message));
      if (messages.at(-1) === 'RUNNING') watcher.abort();
    }
    expect(messages).toEqual(['PENDING', 'RUNNING']);
    await app.jobs.cancel(SYSTEM, id);
    await app.until(id);
  });

  it('are for those who may see the job', async () => {
    const watching = app.get(JobEvents).watch(SYSTEM, newId()).next();
    await expect(watching).rejects.toBeInstanceOf(NotFoundError);
  });
});
