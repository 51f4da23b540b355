import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import type { QueueConfig } from '../../../config/config.js';

/** Between tries to connect, growing to this; never given up. */
const LONGEST_PAUSE_MS = 2_000;
const FIRST_PAUSE_MS = 100;
const CONNECT_MS = 5_000;
/** Notices a peer that is gone without a word. */
const KEEP_ALIVE_MS = 10_000;
/** A server that waits on its side is left without its answer. */
const GOODBYE_MS = 100;
/** How long a worker waits for a ring at a stretch, in seconds; one that ends meanwhile may linger as long. */
export const WAIT_S = 2;
/** An answer that takes longer than that does not come any more. */
const COMMAND_MS = WAIT_S * 2_000;

/**
 * A client of the queue's Redis that connects, and connects again, for ever. Whoever makes it listens to `error`.
 * @param overrides what its user needs otherwise
 * @throws Error when the file of the certificate authority cannot be read
 */
export function redisClient(queue: QueueConfig, overrides: RedisOptions = {}): Redis {
  const { host, port, database, user, password, tls } = queue;
  return new Redis({
    ...{ host, port, db: database },
    ...(user !== null && { username: user }),
    ...(password !== null && { password: password.reveal() }),
    ...(tls && { tls: tls.caFile === null ? {} : { ca: readFileSync(tls.caFile) } }),
    connectTimeout: CONNECT_MS,
    keepAlive: KEEP_ALIVE_MS,
    disconnectTimeout: GOODBYE_MS,
    commandTimeout: COMMAND_MS,
    retryStrategy: pauseMs,
    // A replica after a failover refuses writes: the new primary has the same name.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...overrides,
  });
}

/** Connects anew where no answer comes: a server may be gone without a word. */
export function renewIfSilent(client: Redis | null): void {
  if (client?.status === 'ready') client.disconnect(true);
}

/** With jitter, so that many processes do not come back in one moment. */
function pauseMs(tries: number): number {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS);
  return Math.round(longest * (0.5 + Math.random() / 2));
}
