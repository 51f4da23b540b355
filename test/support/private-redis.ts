import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPrograms } from '../../scripts/lib/server-binaries.mjs';
import { atFileEnd } from './cleanup.js';
import { redisOf } from './queues.js';
import { temporaryDirectory } from './temporary-directory.js';

const START_MS = 10_000;

/** A Redis of one test file, to be killed and frozen. It keeps nothing on disk, as Redis does not by default. */
export interface PrivateRedis {
  readonly url: string;
  readonly password: string;
  /** Starts it, empty, at its place; resolves once it answers. */
  start(): Promise<void>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it takes connections and answers nothing. */
  freeze(): void;
  thaw(): void;
  flush(): Promise<void>;
}

/**
 * One that does not run yet; killed at the end of the test file.
 * @throws Error when this machine has no Redis program: one on another machine cannot be killed
 */
export async function privateRedis(): Promise<PrivateRedis> {
  const program = findPrograms('redis')?.server;
  if (!program) throw new Error('This test ends a Redis of its own: install redis-server (SESHAT_TEST_REDIS_URL is not enough).'); // prettier-ignore
  return new OwnRedis(program, await freePort(), temporaryDirectory('redis'));
}

class OwnRedis implements PrivateRedis {
  readonly password = randomBytes(12).toString('hex');
  readonly url: string;
  private child: ChildProcess | null = null;

  constructor(
    private readonly program: string,
    private readonly port: number,
    private readonly home: string,
  ) {
    this.url = `redis://:${this.password}@127.0.0.1:${port}`;
    atFileEnd(() => this.kill());
  }

  async start(): Promise<void> {
    this.child = spawn(this.program, ['-', '--dir', this.home], { stdio: ['pipe', 'ignore', 'ignore'] });
    const settings = [`port ${this.port}`, 'bind 127.0.0.1', `requirepass ${this.password}`, 'save ""'];
    this.child.stdin?.end(settings.join('\n'));
    const client = redisOf(this.url);
    const tooLong = sleep(START_MS, undefined, { ref: false }).then(() =>
      Promise.reject(new Error('It did not start.')),
    );
    await Promise.race([client.ping(), tooLong]);
    client.disconnect();
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async flush(): Promise<void> {
    const client = redisOf(this.url);
    await client.flushall();
    client.disconnect();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
