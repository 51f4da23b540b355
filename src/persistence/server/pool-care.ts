import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../../common/errors.js';

/** How one driver's pooled connections are looked after. */
export interface PoolDriver<Connection extends object> {
  /** A connection of the pool; waits while there is none. */
  obtain(): Promise<Connection>;
  /** One statement, outside a transaction. */
  execute(connection: Connection, sql: string): Promise<void>;
  /** Gives it back unharmed. */
  release(connection: Connection): void;
  /** Closes it and takes it out of the pool. */
  destroy(connection: Connection): void;
}

interface Condition {
  readonly bornAt: number;
  usedAt: number;
}

/** At rest, up to this many stay open. */
export const POOL_AT_REST = 5;
/** Under load there are up to this many. */
export const POOL_UNDER_LOAD = 15;
const WAIT_MS = 30_000;
const MAX_AGE_MS = 3_600_000;
/** A connection that was used a moment ago is believed to be alive. */
const TRUSTED_MS = 5_000;
const IDLE_CONNECTIONS = POOL_UNDER_LOAD + 1;

/**
 * A pooled connection fit for use: with our session settings, less than an hour old, and asked for a sign of life when it
 * has been idle. One that is not is closed and the next one taken.
 * @throws UnavailableError when none is free within 30 s
 */
export function careful<Connection extends object>(
  driver: PoolDriver<Connection>,
  sessionStatements: readonly string[],
): () => Promise<Connection> {
  const conditions = new WeakMap<Connection, Condition>();
  const isFit = async (connection: Connection): Promise<boolean> => {
    const now = performance.now();
    const condition = conditions.get(connection);
    if (!condition) {
      for (const statement of sessionStatements) await driver.execute(connection, statement);
      conditions.set(connection, { bornAt: now, usedAt: now });
      return true;
    }
    if (now - condition.bornAt > MAX_AGE_MS) return false;
    const trusted = now - condition.usedAt < TRUSTED_MS;
    condition.usedAt = now;
    return trusted || answers(driver, connection);
  };
  return async () => {
    for (let attempt = 0; attempt < IDLE_CONNECTIONS; attempt++) {
      const connection = await withinTime(driver);
      try {
        if (await isFit(connection)) return connection;
      } catch (error) {
        driver.destroy(connection);
        throw error;
      }
      driver.destroy(connection);
    }
    throw noConnection();
  };
}

async function answers<Connection extends object>(
  driver: PoolDriver<Connection>,
  connection: Connection,
): Promise<boolean> {
  try {
    await driver.execute(connection, 'SELECT 1');
    return true;
  } catch {
    return false;
  }
}

/** mysql2 waits for ever for a free connection: whoever has stopped waiting gives a late one back. */
async function withinTime<Connection extends object>(driver: PoolDriver<Connection>): Promise<Connection> {
  const cancelled = new AbortController();
  const obtained = driver.obtain();
  const timedOut = delay(WAIT_MS, undefined, { signal: cancelled.signal, ref: false });
  try {
    const first = await Promise.race([obtained, timedOut]);
    if (first) return first;
    obtained.then(
      (late) => driver.release(late),
      () => undefined,
    );
    throw noConnection();
  } finally {
    timedOut.catch(() => undefined);
    cancelled.abort();
  }
}

function noConnection(): UnavailableError {
  const message = `No connection to the catalogue became free within ${WAIT_MS / 1000} s. Try again in a moment.`;
  return new UnavailableError('catalogue-busy', message);
}
