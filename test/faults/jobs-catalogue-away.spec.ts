import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { UnavailableError } from '../../src/common/errors.js';
import { managerOf } from '../../src/persistence/tx.js';
import { Workspace } from '../../src/workspaces/workspace.entity.js';
import { catalogueUrl, SERVER_ENGINES } from '../support/engines.js';
import { jobApp, ScriptedTask, type JobApp } from '../support/job-app.js';
import { rounds } from '../support/rounds.js';
import { tcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

jest.setTimeout(60_000);

const AWAY_MS = 2_500;

describe.each(SERVER_ENGINES)('a catalogue on %s that goes away for a while', (engine) => {
  let app: JobApp;
  let proxy: TcpProxy;
  const task = new ScriptedTask('scripted');

  beforeAll(async () => {
    const catalogue = await catalogueUrl(engine);
    const url = new URL(catalogue.url);
    proxy = await tcpProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    url.hostname = proxy.host;
    app = await jobApp(
      { ...catalogue, url: url.href },
      { tasks: [task], env: { SESHAT_HEARTBEAT: '200ms', SESHAT_DRAIN: '0ms' } },
    );
  });

  let leave: () => void;
  let leaving: Promise<void>;
  beforeEach(() => {
    leaving = new Promise((resolve) => (leave = resolve));
  });

  /** Lets the catalogue go, tells the task, and waits until it is back. */
  const goAway = async (meanwhile?: () => Promise<void>): Promise<void> => {
    proxy.use({ kind: 'refuse' });
    const back = delay(AWAY_MS).then(() => proxy.use({ kind: 'pass' }));
    leave();
    await meanwhile?.();
    await back;
    while (!(await there())) await delay(100);
  };
  const there = (): Promise<boolean> =>
    app.jobs.list(SYSTEM).then(
      () => true,
      () => false,
    );
  const publishing = async (work: () => Promise<void>): Promise<string> => {
    task.script = async (context) => {
      context.log('info', 'before');
      await work();
      context.log('info', 'meanwhile');
      context.progress({ step: 'one', stepIndex: 1, steps: 1, percent: 50 });
      return context.publish(async (tx) => {
        const { id, workspaceId } = context.job;
        await managerOf(tx).update(Workspace, { id: workspaceId }, { description: id });
        return { published: true };
      });
    };
    const { id } = await app.jobs.start(SYSTEM, app.request('scripted'));
    await app.until(id, 'RUNNING');
    return id;
  };
  it.each(rounds())(
    'does not stop a run: it goes on, keeps its lines, and publishes when the catalogue is back (round %i)',
    async () => {
      const id = await publishing(() => leaving.then(() => delay(300)));
      await goAway(() =>
        expect(app.jobs.start(SYSTEM, app.request('scripted'))).rejects.toBeInstanceOf(UnavailableError),
      );
      const job = await app.until(id);
      expect(job).toMatchObject({ status: 'COMPLETED', attempt: 1, losses: 0, result: { published: true } });
      const text = await app.jobs.logText(SYSTEM, id);
      expect(text).toContain('before');
      expect(text).toContain('meanwhile');
      expect(await app.source.manager.countBy(Workspace, { description: id })).toBe(1);
    },
  );

  it.each(rounds())('takes a failure down when it is back (round %i)', async () => {
    const id = await publishing(async () => {
      await leaving;
      throw new Error('the work itself failed');
    });
    await goAway();
    const job = await app.until(id);
    expect(job).toMatchObject({ status: 'FAILED', errorMessage: 'The task failed: the work itself failed', losses: 0 });
  });

  it.each(rounds())('runs a job again whose own reading of the catalogue it cut short (round %i)', async () => {
    const id = await publishing(async () => {
      await leaving;
      await app.jobs.list(SYSTEM);
    });
    await goAway();
    const job = await app.until(id);
    expect(job).toMatchObject({ status: 'COMPLETED', attempt: 2, losses: 1 });
    expect(await app.jobs.logText(SYSTEM, id)).toContain(
      'The catalogue went away during the run. The job is run again.',
    );
  });
});
