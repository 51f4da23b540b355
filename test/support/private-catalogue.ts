import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeAuthority } from '../../scripts/lib/certificates.mjs';
import { startMariadb, startPostgresql } from '../../scripts/lib/private-servers.mjs';
import { findPrograms } from '../../scripts/lib/server-binaries.mjs';
import { atFileEnd } from './cleanup.js';
import { mysqlExecutor } from './engines.mysql.js';
import { postgresqlExecutor } from './engines.postgresql.js';
import type { ServerEngine, TestCatalogue } from './engines.js';
import { temporaryDirectory } from './temporary-directory.js';

/** A database server of one test file, to be killed and started again on the same data. */
export interface PrivateCatalogue extends TestCatalogue {
  /** Ends it as a crash does, and waits until it is gone. */
  crash(): Promise<void>;
  /** Starts it at its place; it may need a while to answer. */
  restart(): void;
}

const DATABASE = 'seshat';
const START_MS = 60_000;

/** What has been committed survives the end of the process; that of the machine is no matter here. */
const KEEPS: Record<string, readonly string[]> = {
  postgresql: ['-c', 'synchronous_commit=on'],
  mariadb: ['--innodb-flush-log-at-trx-commit=2'],
};

/**
 * One with an empty catalogue; killed at the end of the test file.
 * @throws Error when this machine has no program of the engine: a server on another machine cannot be killed
 */
export async function privateCatalogue(engine: Exclude<ServerEngine, 'mysql'>): Promise<PrivateCatalogue> {
  const programs = findPrograms(engine) as Record<string, string> | null;
  if (!programs) throw new Error(`This test ends a ${engine} of its own: install its server.`);
  const base = temporaryDirectory('server');
  // Servers run as users of their own.
  chmodSync(base, 0o711);
  const authority = makeAuthority();
  const tls = { ca: authority.certificate, ...authority.issue(['127.0.0.1']) };
  const children: ChildProcess[] = [];
  atFileEnd(async () => {
    for (const child of children) await ended(child, 'SIGKILL');
  });
  const start = engine === 'postgresql' ? startPostgresql : startMariadb;
  const address = new URL(await start(base, programs, tls, (child: ChildProcess) => children.push(child)));
  const [first] = children;
  if (!first) throw new Error('The server has no process.');
  const home = readFileSync(`/proc/${first.pid}/environ`, 'utf8').match(/HOME=([^\0]*)/)?.[1] ?? base;
  const { uid, gid } = statSync(home);
  const restart = (): void => {
    const [program = '', ...args] = first.spawnargs;
    const as = process.getuid?.() === 0 ? { uid, gid } : {};
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: home, TMPDIR: home, LC_ALL: 'C.UTF-8' };
    const all = [...args, ...(KEEPS[engine] ?? [])];
    children.push(spawn(program, all, { ...as, cwd: home, env, stdio: 'ignore' }));
  };
  const crash = async (): Promise<void> => {
    const child = children.at(-1);
    // PostgreSQL's processes end with their head only when that one tells them.
    if (child) await ended(child, engine === 'postgresql' ? 'SIGQUIT' : 'SIGKILL');
  };
  await ended(first, 'SIGTERM');
  restart();
  const { username, password, host } = address;
  const executor = engine === 'postgresql' ? postgresqlExecutor : mysqlExecutor;
  await answering(() => executor.execute(address, executor.createDatabase(DATABASE)));
  const url = `${engine}://${username}:${password}@${host}/${DATABASE}`;
  return { engine, url, drop: async () => undefined, crash, restart };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await Promise.race([gone, sleep(10_000, undefined, { ref: false })]);
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await gone;
  }
}

async function answering(ask: () => Promise<unknown>): Promise<void> {
  for (const end = Date.now() + START_MS; ; await sleep(100)) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
