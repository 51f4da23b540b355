import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { until } from '../e2e/terminal-api.js';
import { discoveryScene, type DiscoveryScene } from '../support/discovery-scene.js';
import { SERVER_ENGINES } from '../support/engines.js';
import { rounds } from '../support/rounds.js';

jest.setTimeout(180_000);

/** A query may wait for a lock much longer than a cancel may take. */
const ENV = {
  SESHAT_QUERY_TIMEOUT: '2m',
  SESHAT_POSTGRESQL_LOCK_TIMEOUT: '2m',
  SESHAT_MYSQL_LOCK_TIMEOUT: '2m',
};
const CANCELLED_MS = 15_000;
const LOCKED_S = 60;

describe.each(SERVER_ENGINES)('a query on %s that waits for a lock', (engine) => {
  let scene: DiscoveryScene;
  beforeAll(async () => {
    scene = await discoveryScene(engine, { env: ENV });
  });

  /** Locks what the reader reads, until the answer is called. */
  const lock = async (): Promise<() => Promise<void>> => {
    const statement =
      engine === 'postgresql'
        ? `BEGIN; LOCK TABLE pg_catalog.pg_description IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(${LOCKED_S}) /* the lock */; COMMIT`
        : `CREATE TABLE locked (id integer) AS SELECT SLEEP(${LOCKED_S}) AS id /* the lock */`;
    const locking = scene.source.execute(statement).catch(() => undefined);
    const holder = await until(() => processes('the lock'), (found) => found.length > 0); // prettier-ignore
    return async () => {
      const id = String(holder[0]?.id);
      await scene.source.execute(engine === 'postgresql' ? `SELECT pg_terminate_backend(${id})` : `KILL ${id}`);
      await locking;
      if (engine !== 'postgresql') await scene.source.execute('DROP TABLE IF EXISTS locked');
    };
  };
  /** The source's own list of what it is busy with, of statements with that text. */
  const processes = async (text: string): Promise<{ id: unknown; what: string }[]> => {
    const rows = await scene.source.execute(
      engine === 'postgresql'
        ? "SELECT pid AS id, query AS what FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()"
        : "SELECT id, info AS what FROM information_schema.processlist WHERE command = 'Query' AND id <> connection_id()",
    );
    return rows
      .map(({ id, what }) => ({ id, what: String(what) }))
      .filter(({ what }) => what.includes(text) && !what.includes('pg_stat_activity'));
  };
  /** What the source is busy with for the reader's account. */
  const queries = async (): Promise<string[]> => {
    const { user } = scene.source;
    const rows = await scene.source.execute(
      engine === 'postgresql'
        ? `SELECT query AS what FROM pg_stat_activity WHERE usename = '${user}' AND state <> 'idle'`
        : `SELECT info AS what FROM information_schema.processlist WHERE user = '${user}' AND command = 'Query'`,
    );
    return rows.map(({ what }) => String(what));
  };

  it.each(rounds())('is ended on the source when its discovery is cancelled (round %i)', async () => {
    await scene.source.change();
    await scene.invariants.prepare();
    const unlock = await lock();
    try {
      const id = await scene.start();
      await until(queries, (found) => found.length > 0);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(await queries()).not.toEqual([]);
      const at = performance.now();
      await scene.app.jobs.cancel(SYSTEM, id);
      const job = await scene.app.ended(id);
      expect(job).toMatchObject({ status: 'CANCELLED', cause: 'cancel' });
      await until(queries, (found) => found.length === 0, CANCELLED_MS);
      expect(performance.now() - at).toBeLessThan(CANCELLED_MS);
    } finally {
      await unlock();
    }
    await scene.invariants.hold();
  });
});
