// The keeper of one test run: a process of its own session that starts the servers, says where they are, and, once
// its standard input ends (the run is over, or was killed), stops everything that belongs to the run and removes its
// directory. So nothing stays behind however the run ends.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  chmodSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeAuthority } from './certificates.mjs';
import { startMariadb, startPostgresql, startRedis } from './private-servers.mjs';

const STARTERS = { mariadb: startMariadb, postgresql: startPostgresql, redis: startRedis };
const STOP_MS = 10_000;
const { mark, programs } = JSON.parse(process.argv[2]);
const groups = new Set();
const servers = [];

// A path of a unix socket may have about 100 characters.
const place = realpathSync(tmpdir()).length > 60 ? '/tmp' : realpathSync(tmpdir());
const base = mkdtempSync(join(place, 'seshat-'));
// Servers run as users of their own and must be able to reach their directories in it.
chmodSync(base, 0o711);
mkdirSync(join(base, 't'), { mode: 0o711 });

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const signal = (pid, name) => {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
};

/** Processes of the run that carry its mark in their environment: [pid, command]. Only where there is a /proc. */
function marked() {
  let pids = [];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  } catch {
    return [];
  }
  return pids.flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`SESHAT_TEST_RUN=${mark}`)) return [];
      return [[Number(pid), readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(0, 200)]];
    } catch {
      return [];
    }
  });
}

async function leftovers(ms) {
  for (const end = Date.now() + ms; Date.now() < end && marked().length > 0;) await sleep(100);
  return marked();
}

async function stopServer(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // PostgreSQL's fast shutdown; MariaDB takes it for a normal one. Nothing of it is kept, so a kill may follow soon.
  signal(child.pid, child.spawnfile.endsWith('postgres') ? 'SIGINT' : 'SIGTERM');
  const timer = setTimeout(() => signal(child.pid, 'SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

let ending;
/** @param {boolean} finished whether the run came to its own end: then survivors are its fault and are told */
async function end(finished) {
  const survivors = finished ? await leftovers(5_000) : [];
  for (const group of groups) signal(-group, 'SIGKILL');
  for (const [pid] of marked()) signal(pid, 'SIGKILL');
  await Promise.all(servers.map(stopServer));
  rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  say({ survivors: survivors.map(([pid, command]) => `${pid} ${command}`) });
  process.exit(0);
}

process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => (ending ??= end(false)));
process.stdout.on('error', () => undefined);

const lines = createInterface({ input: process.stdin });
let finished = false;
lines.on('line', (line) => {
  const message = JSON.parse(line);
  if (message.group) groups.add(message.group);
  if (message.finished) finished = true;
});
lines.on('close', () => (ending ??= end(finished)));

try {
  const authority = makeAuthority();
  const tls = { ca: authority.certificate, ...authority.issue(['localhost', '127.0.0.1']) };
  const ca = join(base, 'ca.pem');
  writeFileSync(ca, authority.certificate, { mode: 0o644 });
  const urls = {};
  const start = async ([engine, found]) => {
    urls[engine] = await STARTERS[engine](base, found, tls, (child) => servers.push(child));
  };
  const started = await Promise.allSettled(Object.entries(programs).map(start));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  say({ urls, ca, temporary: join(base, 't'), pid: process.pid, servers: servers.map((child) => child.pid) });
} catch (error) {
  say({ error: String(error?.message ?? error) });
  await (ending ??= end(false));
}
