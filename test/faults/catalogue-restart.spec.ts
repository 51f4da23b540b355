import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { isEnded } from '../../src/jobs/job-status.js';
import { until } from '../e2e/terminal-api.js';
import { chance } from '../support/chance.js';
import { discoveryScene, type DiscoveryScene } from '../support/discovery-scene.js';
import { privateCatalogue, type PrivateCatalogue } from '../support/private-catalogue.js';
import { rounds } from '../support/rounds.js';

jest.setTimeout(180_000);

const ENV = { SESHAT_HEARTBEAT: '500ms', SESHAT_SWEEP: '500ms', SESHAT_LOST_AFTER: '5s', SESHAT_BEAT_GRACE: '3s' };
/** The way to the source: a discovery takes a second, whose middle can be met. */
const SLOW_MS = 25;
const BACK_MS = 60_000;

describe.each(['mariadb', 'postgresql'] as const)('a catalogue on %s that crashes and comes back', (engine) => {
  let catalogue: PrivateCatalogue;
  let scene: DiscoveryScene;
  beforeAll(async () => {
    catalogue = await privateCatalogue(engine);
    scene = await discoveryScene(engine, { catalogue, env: ENV });
    scene.proxy.use({ kind: 'delay', ms: SLOW_MS });
  }, 180_000);

  it.each(rounds())('loses no job and no part of a picture, at whatever moment (round %i)', async (round) => {
    await scene.source.change();
    await scene.invariants.prepare();
    const luck = chance(`restart ${engine} ${round}`);
    const id = await scene.start();
    await delay(luck.whole(0, Math.ceil(scene.usual.ms * 2)));
    await catalogue.crash();
    await delay(luck.whole(0, 2_000));
    catalogue.restart();
    const state = () => scene.app.jobs.get(SYSTEM, id).then(({ job }) => job, () => null); // prettier-ignore
    const job = await until(state, (found) => found !== null && isEnded(found.status), BACK_MS);
    expect(job).toMatchObject({ status: 'COMPLETED', cause: 'run' });
    expect(job?.losses).toBeLessThanOrEqual(1);
    await scene.invariants.hold();
  });
});
