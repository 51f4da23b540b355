import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atFileEnd } from './cleanup.js';
import { temporaryDirectory } from './temporary-directory.js';

const CLI = join(import.meta.dirname, '../../dist/src/cli.js');

export interface SeshatOptions {
  /** Beside PORT, SESHAT_DATA_DIR and SESHAT_ADMIN_PASSWORD, which are set unless given here. */
  readonly env?: Readonly<Record<string, string>>;
  /** After `serve`. */
  readonly args?: readonly string[];
  /** How long it may take until GET /health/ready says 200; 0 does not wait. */
  readonly readyMs?: number;
}

/** The built application as a process of its own; killed at the end of the test file if it still runs. */
export interface SeshatProcess {
  /** Such as http://127.0.0.1:41234. */
  readonly url: string;
  /** The first admin's. */
  readonly password: string;
  readonly dataDir: string;
  readonly pid: number;
  /** Everything it has printed so far, both streams. */
  output(): string;
  /** SIGTERM, and SIGKILL after `ms`; answers the exit code, null when it had to be killed. */
  stop(ms?: number): Promise<number | null>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts `seshat serve` from dist (as `npm test` built it) and waits until it is ready.
 * @throws Error with the output when it ends or is not ready in time
 */
export async function startSeshat({
  env = {},
  args = [],
  readyMs = 30_000,
}: SeshatOptions = {}): Promise<SeshatProcess> {
  if (!existsSync(CLI)) throw new Error('There is no dist: run `npm test`, or `npm run build` first.');
  const port = env.PORT ?? String(await freePort());
  const dataDir = env.SESHAT_DATA_DIR ?? temporaryDirectory('data');
  const password = env.SESHAT_ADMIN_PASSWORD ?? 'correct horse battery staple';
  const own = { PORT: port, SESHAT_DATA_DIR: dataDir, SESHAT_ADMIN_PASSWORD: password };
  // In its data directory, so that no .env of the checkout is read.
  const child = spawn(process.execPath, [CLI, 'serve', ...args], {
    cwd: dataDir,
    env: { ...inherited(), ...own, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  }
  atFileEnd(async () => void (await end(child, 'SIGKILL', 0)));
  const url = `http://127.0.0.1:${port}`;
  if (readyMs > 0) await waitUntilReady(child, url, readyMs, () => text);
  return {
    url,
    password,
    dataDir,
    pid: child.pid ?? 0,
    output: () => text,
    stop: async (ms = 30_000) => end(child, 'SIGTERM', ms),
    kill: async () => void (await end(child, 'SIGKILL', 0)),
  };
}

/** Only what a process needs to live, and the mark of the test run by which survivors are found. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'SESHAT_TEST_RUN'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

async function waitUntilReady(child: ChildProcess, url: string, ms: number, output: () => string): Promise<void> {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (hasEnded(child)) throw new Error(`seshat serve ended before it was ready:\n${output()}`);
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    await response?.body?.cancel();
    if (response?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`seshat serve was not ready within ${ms} ms:\n${output()}`);
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function end(child: ChildProcess, signal: NodeJS.Signals, ms: number): Promise<number | null> {
  if (hasEnded(child) || child.pid === undefined) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = ms > 0 ? setTimeout(() => child.kill('SIGKILL'), ms) : undefined;
  await exited;
  clearTimeout(timer);
  return child.exitCode;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
