import { describe, expect, it, jest } from '@jest/globals';
import { until } from '../e2e/terminal-api.js';
import { FaultSite, SHORT_TIMES } from '../support/fault-site.js';
import { rounds } from '../support/rounds.js';

jest.setTimeout(240_000);

/** With full counts the times are those that a server has by default. */
const isLong = rounds().length > 1;
const [TIMES, NOTICED_MS] = isLong ? [{}, 45_000] : [SHORT_TIMES, 15_000];

describe(`a worker that is killed in mid-discovery, ${isLong ? 'times as they are by default' : 'shortened times'}`, () => {
  it(`is noticed within ${NOTICED_MS / 1000} s, and another one completes its job`, async () => {
    const { site, invariants } = await FaultSite.open('postgresql', TIMES);
    await site.source.change();
    await invariants.prepare();
    // The reader waits for this lock: the run cannot end before its worker does.
    const lock = 'BEGIN; LOCK TABLE pg_catalog.pg_description IN ACCESS EXCLUSIVE MODE';
    const locking = site.source.execute(`${lock}; SELECT pg_sleep(8); COMMIT`);
    const sleeping = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%' AND wait_event = 'PgSleep'";
    await until(() => site.source.execute(sleeping), (found) => found.length > 0); // prettier-ignore
    const id = await site.click();
    await until(() => site.job(id), ({ status }) => status === 'running'); // prettier-ignore
    await until(async () => site.runner().isBusy, Boolean);
    await site.runner().kill();
    const at = performance.now();
    await until(() => site.job(id), ({ losses }) => losses === 1, NOTICED_MS); // prettier-ignore
    const noticed = performance.now() - at;
    process.stderr.write(`noticed after ${Math.round(noticed)} ms\n`);
    expect(noticed).toBeLessThan(NOTICED_MS);
    await locking;
    await site.heal();
    expect(await site.over(id)).toMatchObject({ status: 'completed', attempt: 2, losses: 1 });
    await invariants.hold();
  });
});
