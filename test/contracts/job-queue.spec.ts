import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/load-config.js';
import { BullMqQueue } from '../../src/jobs/queue/bullmq/bullmq-queue.js';
import { InProcessQueue } from '../../src/jobs/queue/in-process-queue.js';
import type { JobQueue } from '../../src/jobs/queue/job-queue.js';
import { makeAuthority, type IssuedCertificate } from '../support/certificates.js';
import { atFileEnd } from '../support/cleanup.js';
import { redisOf, sharedQueue } from '../support/queues.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

interface Opened {
  readonly queue: JobQueue;
  readonly end: () => Promise<void>;
}

function openBullMq(places: number, env: Readonly<Record<string, string>> = sharedQueue()): Opened {
  const { queue: config } = loadConfig({ env });
  if (!config) throw new Error('There is no queue in the configuration.');
  const queue = new BullMqQueue(config, places);
  return { queue, end: () => queue.onApplicationShutdown() };
}

/** Every adapter of the port, bound to so many at once. */
const ADAPTERS: readonly (readonly [string, (places: number) => Opened])[] = [
  ['in-process', (places) => ({ queue: new InProcessQueue(places), end: async () => undefined })],
  ['bullmq', (places) => openBullMq(places)],
];

/** A port that takes TLS and passes on to the Redis of the URL; closed at the end of the test file. */
async function tlsBefore(url: string, { certificate, key }: IssuedCertificate): Promise<number> {
  const { hostname, port } = new URL(url);
  const server = createServer({ cert: certificate, key }, (socket) => {
    const redis = connect(Number(port), hostname);
    for (const one of [socket, redis]) one.on('error', () => [socket, redis].forEach((each) => each.destroy()));
    socket.pipe(redis).pipe(socket);
  });
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  atFileEnd(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A handler whose jobs end when the test says so. */
function held() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    started,
    end: (id: string): void => ends.get(id)?.(),
    endAll: (): void => [...ends.values()].forEach((end) => end()),
    handle: (id: string): Promise<void> => {
      started.push(id);
      return new Promise((resolve) => ends.set(id, resolve));
    },
  };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await condition());) {
    if (Date.now() > deadline) throw new Error('It did not happen within 10 s.');
    await delay(5);
  }
}

/** Long enough for a delivery that must not be. */
const QUIET_MS = 300;

describe.each(ADAPTERS)('the %s queue', (_name, openAdapter) => {
  const undo: (() => Promise<void> | void)[] = [];
  const open = (places: number): JobQueue => {
    const { queue, end } = openAdapter(places);
    undo.push(end);
    return queue;
  };
  const handler = (): ReturnType<typeof held> => {
    const made = held();
    undo.push(made.endAll);
    return made;
  };

  afterEach(async () => {
    for (const one of undo.splice(0).reverse()) await one();
  });

  it('delivers first come first served, no more at once than it is bound to', async () => {
    const { started, handle, end } = handler();
    const queue = open(2);
    for (const id of ['a', 'b', 'c', 'd']) await queue.enqueue(id);
    queue.consume(handle);
    await until(() => started.length === 2);
    await delay(QUIET_MS);
    expect(started).toEqual(['a', 'b']);
    end('b');
    await until(() => started.length > 2);
    await delay(QUIET_MS);
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('takes repeated rings of an attempt that waits for one', async () => {
    const { started, handle, end } = handler();
    const queue = open(1);
    queue.consume(handle);
    await queue.enqueue('a', 0);
    for (let ring = 0; ring < 3; ring++) await queue.enqueue('b', 0);
    await until(() => started.length === 1);
    end('a');
    await until(() => started.length === 2);
    end('b');
    await delay(QUIET_MS);
    expect(started).toEqual(['a', 'b']);
  });

  it('delivers a ring that comes while the job is handled: it may wait again by then', async () => {
    const { started, handle, end } = handler();
    const queue = open(1);
    queue.consume(handle);
    await queue.enqueue('a', 0);
    await until(() => started.length === 1);
    await queue.enqueue('a');
    await queue.enqueue('a', 1);
    end('a');
    await until(() => started.length === 2);
    end('a');
  });

  it('delivers nothing once it is closed; what is being handled goes on', async () => {
    const { started, handle, end } = handler();
    const queue = open(1);
    queue.consume(handle);
    await queue.enqueue('a');
    await until(() => started.length === 1);
    await queue.enqueue('b');
    await queue.close();
    await queue.enqueue('c');
    end('a');
    await delay(QUIET_MS);
    expect(started).toEqual(['a']);
  });

  it('delivers nothing where it has no places', async () => {
    const { started, handle } = handler();
    const queue = open(0);
    queue.consume(handle);
    await queue.enqueue('a');
    await delay(QUIET_MS);
    expect(started).toEqual([]);
  });
});

describe('the bullmq queue between processes', () => {
  const opened: Opened[] = [];
  afterEach(async () => {
    for (const { end } of opened.splice(0)) await end();
  });
  const open = (places: number, env: Readonly<Record<string, string>>): JobQueue => {
    const one = openBullMq(places, env);
    opened.push(one);
    return one.queue;
  };

  it('delivers each ring to one of them', async () => {
    const env = sharedQueue();
    const seen: string[] = [];
    for (let process = 0; process < 3; process++) open(2, env).consume(async (id) => void seen.push(id));
    const bell = open(0, env);
    const ids = Array.from({ length: 50 }, (_, index) => `job-${index}`);
    for (const id of ids) await bell.enqueue(id, 0);
    await until(() => seen.length >= ids.length);
    await delay(QUIET_MS);
    expect(seen.sort()).toEqual(ids.sort());
  });

  it('leaves what came after its end to the others', async () => {
    const env = sharedQueue();
    const first = open(1, env);
    first.consume(async () => undefined);
    await first.close();
    await first.enqueue('a', 0);
    const seen: string[] = [];
    open(1, env).consume(async (id) => void seen.push(id));
    await until(() => seen.length === 1);
  });

  it('puts ids and attempts into Redis, nothing else, and keeps nothing that was delivered', async () => {
    const env = sharedQueue();
    const redis = redisOf(env.SESHAT_QUEUE_URL);
    const keys = (): Promise<string[]> => redis.keys(`${env.SESHAT_QUEUE_PREFIX}:jobs:*`);
    const queue = open(1, env);
    await queue.enqueue('a', 7);
    const message = `${env.SESHAT_QUEUE_PREFIX}:jobs:a.7`;
    await until(async () => (await redis.exists(message)) === 1);
    expect(JSON.parse((await redis.hget(message, 'data')) ?? '')).toEqual({ jobId: 'a', attempt: 7 });
    queue.consume(async () => undefined);
    await until(async () => (await redis.exists(message)) === 0);
    const names = (await keys()).map((key) => key.split(':').at(-1));
    expect(names.filter((name) => !['meta', 'events', 'id', 'marker', 'stalled-check'].includes(name ?? ''))).toEqual(
      [],
    );
  });

  it('encrypts with rediss, and believes no server that its authority does not vouch for', async () => {
    const { SESHAT_QUEUE_URL: plain, SESHAT_QUEUE_PREFIX } = sharedQueue();
    const [authority, stranger] = [makeAuthority(), makeAuthority()];
    const url = new URL(plain.replace('redis:', 'rediss:'));
    url.port = String(await tlsBefore(plain, authority.issue(['127.0.0.1'])));
    const through = (ca: string): Record<string, string> => {
      const file = join(temporaryDirectory('ca'), 'ca.pem');
      writeFileSync(file, ca);
      return { SESHAT_QUEUE_URL: `${url.href}?ca=${file}`, SESHAT_QUEUE_PREFIX };
    };
    const seen: string[] = [];
    open(1, through(authority.certificate)).consume(async (id) => void seen.push(id));
    await open(0, through(stranger.certificate)).enqueue('refused', 0);
    await open(0, through(authority.certificate)).enqueue('a', 0);
    await until(() => seen.length > 0);
    await delay(QUIET_MS);
    expect(seen).toEqual(['a']);
  });

  it('keeps catalogues apart that share a Redis', async () => {
    const [one, other] = [sharedQueue(), sharedQueue()];
    const seen: string[] = [];
    open(1, other).consume(async (id) => void seen.push(id));
    await open(0, one).enqueue('a', 0);
    await delay(QUIET_MS);
    expect(seen).toEqual([]);
  });
});
