import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '../e2e/terminal-api.js';
import { chance } from '../support/chance.js';
import { TEST_ENGINES } from '../support/engines.js';
import { FaultSite } from '../support/fault-site.js';
import type { Invariants } from '../support/invariants.js';
import { rounds } from '../support/rounds.js';

jest.setTimeout(180_000);

/** Beats, sweeps and starts of processes, on a slow machine. */
const NOTICED_MS = 30_000;
const CANCELLED_MS = 15_000;
const STOPPED_MS = 25_000;

describe.each(TEST_ENGINES)('a discovery that is struck at any moment, its catalogue on %s', (engine) => {
  let site: FaultSite;
  let invariants: Invariants;
  beforeAll(async () => {
    ({ site, invariants } = await FaultSite.open(engine));
  });

  /** A discovery of what has changed, up to a random moment of it; answers the job's id. */
  const upTo = async (name: string): Promise<string> => {
    await site.source.change();
    await invariants.prepare();
    const moment = chance(`${name} ${engine}`).whole(0, Math.ceil(site.usualMs));
    const id = await site.click();
    await delay(moment);
    return id;
  };

  it.each(rounds())('is run again and completes when its process is killed (round %i)', async (round) => {
    const id = await upTo(`kill ${round}`);
    await invariants.expectNoSecret();
    await site.runner().kill();
    await site.heal();
    const job = await site.over(id, NOTICED_MS);
    expect(job).toMatchObject({ status: 'completed', error: null });
    expect(job.losses).toBeLessThanOrEqual(1);
    await invariants.hold();
  });

  it.each(rounds())('is run by another when its worker freezes; thawed, that one changes nothing (round %i)', async (round) => {
    const id = await upTo(`freeze ${round}`);
    const { pid } = site.runner();
    process.kill(pid, 'SIGSTOP');
    // The embedded catalogue has one owner: nobody takes over, and nothing is lost.
    const job = engine === 'sqlite' ? null : await site.over(id, NOTICED_MS);
    if (engine === 'sqlite') await delay(4_000);
    process.kill(pid, 'SIGCONT');
    expect(job ?? (await site.over(id, NOTICED_MS))).toMatchObject({ status: 'completed', error: null });
    await delay(500);
    expect(await site.job(id)).toMatchObject({ status: 'completed', attempt: job?.attempt ?? 1 });
    await invariants.hold();
  }); // prettier-ignore

  it.each(rounds())('waits, uncharged, when its process is told to stop (round %i)', async (round) => {
    const id = await upTo(`stop ${round}`);
    const at = performance.now();
    expect(await site.runner().stop()).toBe(0);
    expect(performance.now() - at).toBeLessThan(STOPPED_MS);
    await site.heal();
    expect(await site.over(id)).toMatchObject({ status: 'completed', losses: 0, error: null });
    await invariants.hold();
  });

  it.each(rounds())('ends at once when it is cancelled (round %i)', async (round) => {
    const id = await upTo(`cancel ${round}`);
    const at = performance.now();
    const refused = await site.api.post(`/jobs/${id}/cancel`).then(() => false, () => true); // prettier-ignore
    const job = await site.over(id);
    expect(performance.now() - at).toBeLessThan(CANCELLED_MS);
    // Too late for some: they had published.
    expect(job.status === 'cancelled' || (job.status === 'completed' && job.error === null)).toBe(true);
    if (refused) expect(job.status).toBe('completed');
    await invariants.hold();
  });

  it.each(rounds())('is given up by a reset, and the source can be read again at once (round %i)', async (round) => {
    const id = await upTo(`reset ${round}`);
    await site.reset();
    const job = await site.job(id);
    expect(['cancelled', 'completed']).toContain(job.status);
    const next = await site.click();
    expect(await site.over(next)).toMatchObject({ status: 'completed', error: null });
    await until(() => site.job(id), ({ status }) => status === job.status); // prettier-ignore
    await invariants.hold();
  });
});
