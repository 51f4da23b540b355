import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Engine } from '../../src/common/snapshot.js';
import { parseQueueUrl } from '../../src/config/queue-url.js';
import { atFileEnd } from './cleanup.js';
import { catalogueUrl, TEST_ENGINES, type TestCatalogue } from './engines.js';

const VARIABLE = 'SESHAT_TEST_REDIS_URL';

/** The adapters of the queue. */
export type QueueName = 'in-process' | 'bullmq';

/** Each queue on each catalogue, for `describe.each`. */
export const JOB_SETTINGS: readonly (readonly [Engine, QueueName])[] = TEST_ENGINES.flatMap((engine) =>
  (['in-process', 'bullmq'] as const).map((queue) => [engine, queue] as const),
);

/**
 * The Redis of this run, as `npm test` started it or the environment names it, and a key prefix of the caller's own;
 * what it leaves there is removed at the end of the test file.
 * @throws Error naming the variable when there is none
 */
export function sharedQueue(): { readonly SESHAT_QUEUE_URL: string; readonly SESHAT_QUEUE_PREFIX: string } {
  const url = process.env[VARIABLE];
  if (!url) throw new Error(`No Redis: run \`npm test\`, or name one in ${VARIABLE} (see compose.yaml).`);
  const prefix = `seshat-test-${randomBytes(4).toString('hex')}`;
  atFileEnd(() => removeKeys(url, prefix));
  return { SESHAT_QUEUE_URL: url, SESHAT_QUEUE_PREFIX: prefix };
}

/** An empty catalogue whose apps (see `jobApp`) ring by that queue. */
export async function jobCatalogue(engine: Engine, queue: QueueName): Promise<TestCatalogue> {
  const catalogue = await catalogueUrl(engine);
  return queue === 'in-process' ? catalogue : { ...catalogue, env: sharedQueue() };
}

/** A client of that Redis for looking into it; closed at the end of the test file. */
export function redisOf(url: string): Redis {
  const client = new Redis(redisOptions(url));
  client.on('error', () => undefined);
  atFileEnd(() => client.disconnect());
  return client;
}

async function removeKeys(url: string, prefix: string): Promise<void> {
  const client = new Redis({ ...redisOptions(url), retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    const keys = await client.keys(`${prefix}:*`);
    if (keys.length > 0) await client.del(keys);
  } catch {
    // The test has ended its Redis itself.
  } finally {
    client.disconnect();
  }
}

function redisOptions(url: string) {
  const { host, port, database, user, password } = parseQueueUrl(url);
  return { host, port, db: database, username: user ?? undefined, password: password?.reveal() };
}
