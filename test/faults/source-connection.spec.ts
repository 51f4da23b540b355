import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Job } from '../../src/jobs/job.entity.js';
import { chance } from '../support/chance.js';
import { discoveryScene, type DiscoveryScene } from '../support/discovery-scene.js';
import { SERVER_ENGINES } from '../support/engines.js';
import { rounds } from '../support/rounds.js';
import type { ProxyMode } from '../support/tcp-proxy.js';

jest.setTimeout(120_000);

/** Seconds stand for minutes. */
const ENV = { SESHAT_CONNECT_TIMEOUT: '2s', SESHAT_QUERY_TIMEOUT: '2s', SESHAT_CHILD_KILL: '1s' };

describe.each(SERVER_ENGINES)('a source on %s whose connection fails in mid-discovery', (engine) => {
  let scene: DiscoveryScene;
  beforeAll(async () => {
    scene = await discoveryScene(engine, { env: ENV });
  });

  /** The discovery that goes on while the connection is so; the connection is well again when it has ended. */
  const struck = async (strike: () => void | Promise<void>): Promise<Job> => {
    await scene.source.change();
    await scene.invariants.prepare();
    const id = await scene.start();
    await strike();
    const job = await scene.app.ended(id);
    scene.proxy.use({ kind: 'pass' });
    return job;
  };
  const expectFailed = (job: Job, code: RegExp): void => {
    expect(job).toMatchObject({ status: 'FAILED', cause: 'run', losses: 0 });
    expect(`${job.errorCode}: ${job.errorMessage}`).toMatch(code);
  };
  const mostly = (name: string): number => chance(name).whole(1, Math.floor(scene.usual.bytes * 0.9));

  it.each(['cut', 'truncate'] as const)('fails when a %s ends it for good, with nothing published', async (kind) => {
    for (const round of rounds()) {
      const mode: ProxyMode = { kind, afterBytes: mostly(`${kind} ${engine} ${round}`) };
      expectFailed(await struck(() => scene.proxy.use(mode)), /^source-(host|protocol|tls): /);
      await scene.invariants.hold();
    }
  });

  it.each(rounds())('tries again, and completes, when it was reset once (round %i)', async (round) => {
    const moment = chance(`reset ${engine} ${round}`).whole(0, Math.ceil(scene.usual.ms));
    const job = await struck(async () => {
      await delay(moment);
      scene.proxy.dropAll();
    });
    expect(job).toMatchObject({ status: 'COMPLETED', losses: 0, attempt: 1 });
    await scene.invariants.hold();
  });

  it.each(rounds())('fails in time when nothing arrives any more (round %i)', async (round) => {
    const bytes = mostly(`black hole ${engine} ${round}`);
    const before = scene.proxy.received;
    const watch = setInterval(() => {
      if (scene.proxy.received - before >= bytes) scene.proxy.use({ kind: 'black-hole' });
    }, 1);
    if (bytes < 2_000) scene.proxy.use({ kind: 'black-hole' });
    const job = await struck(() => undefined);
    clearInterval(watch);
    // The bytes may have come all at once.
    if (job.status === 'FAILED') expectFailed(job, /^source-(timeout|host): /);
    await scene.invariants.hold();
  });
});
