// Database servers of one test run: fresh data directories, loopback ports of their own, nothing synced to disk.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const START_MS = 60_000;

/** The numeric user and group a server runs as: its own user when we are root (both servers refuse root). */
function identity(user) {
  if (process.getuid?.() !== 0) return {};
  for (const name of [user, 'nobody']) {
    const line = readFileSync('/etc/passwd', 'utf8').match(new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm'));
    if (line) return { uid: Number(line[1]), gid: Number(line[2]) };
  }
  throw new Error(`There is neither a user ${user} nor nobody to run a server as.`);
}

function prepare(base, name, user) {
  const as = identity(user);
  const home = join(base, name);
  const own = (path) => as.uid !== undefined && chownSync(path, as.uid, as.gid);
  mkdirSync(home, { mode: 0o700 });
  own(home);
  const write = (file, text) => {
    writeFileSync(join(home, file), text, { mode: 0o600 });
    own(join(home, file));
    return join(home, file);
  };
  return { as, home, write, log: join(home, 'log') };
}

function startProcess(program, args, { as, home, log }, onProcess) {
  const out = openSync(log, 'a');
  const child = spawn(program, args, { ...as, cwd: home, env: environment(home), stdio: ['ignore', out, out] });
  child.on('error', () => undefined);
  // Before it is ready: whoever ends the run meanwhile must know it.
  onProcess(child);
  return child;
}

const environment = (home) => ({ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: home, TMPDIR: home, LC_ALL: 'C.UTF-8' });

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.listen(0, '127.0.0.1', resolve).on('error', reject));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until the server speaks on its port; PostgreSQL is asked, since only MariaDB greets. */
async function ready(child, port, hello, log) {
  const end = Date.now() + START_MS;
  while (Date.now() < end && child.exitCode === null && child.signalCode === null && child.pid) {
    if (await speaks(port, hello)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`A test server did not start; the end of its log:\n${readFileSync(log, 'utf8').slice(-3000)}`);
}

function speaks(port, hello) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(hello));
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1000, () => end(false));
    socket.on('data', () => end(true)).on('error', () => end(false));
    socket.on('end', () => end(false));
  });
}

/** @returns {Promise<string>} the administrator's URL, once the server answers; its process goes to `onProcess` */
export async function startMariadb(base, programs, tls, onProcess) {
  const place = prepare(base, 'my', 'mysql');
  const { as, home, write, log } = place;
  const data = join(home, 'data');
  const options = { ...as, cwd: home, env: environment(home), stdio: ['ignore', 'ignore', openSync(log, 'a')] };
  const install = ['--no-defaults', `--datadir=${data}`, '--skip-test-db', '--auth-root-authentication-method=normal'];
  execFileSync(programs.install, install, options);
  const password = randomBytes(12).toString('hex');
  const init = write(
    'init.sql',
    `DROP USER IF EXISTS ''@localhost;\nALTER USER root@localhost IDENTIFIED BY '${password}';\n` +
      `CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '${password}';\n` +
      `GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n`,
  );
  const port = await freePort();
  const args = ['--no-defaults', `--datadir=${data}`, `--socket=${join(home, 's')}`, `--init-file=${init}`];
  args.push(`--port=${port}`, '--bind-address=127.0.0.1', '--skip-name-resolve', `--tmpdir=${home}`);
  args.push(`--pid-file=${join(home, 'pid')}`, '--skip-log-bin', '--sync-frm=0', '--innodb-doublewrite=0');
  args.push('--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=256M', '--max-connections=300');
  args.push('--character-set-server=utf8mb4', '--max-allowed-packet=64M');
  args.push(`--ssl-ca=${write('ca.pem', tls.ca)}`, `--ssl-cert=${write('cert.pem', tls.certificate)}`);
  args.push(`--ssl-key=${write('key.pem', tls.key)}`);
  const child = startProcess(programs.server, args, place, onProcess);
  await ready(child, port, '', log);
  return `mysql://root:${password}@127.0.0.1:${port}`;
}

/** @returns {Promise<string>} the administrator's URL, once the server answers; its process goes to `onProcess` */
export async function startPostgresql(base, programs, tls, onProcess) {
  const place = prepare(base, 'pg', 'postgres');
  const { as, home, write, log } = place;
  const data = join(home, 'data');
  const options = { ...as, cwd: home, env: environment(home), stdio: ['ignore', 'ignore', openSync(log, 'a')] };
  const password = randomBytes(12).toString('hex');
  const auth = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${write('password', password)}`];
  execFileSync(programs.install, ['-D', data, ...auth, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'], options);
  chmodSync(data, 0o700);
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: home,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: 300,
    max_locks_per_transaction: 256,
    ssl: 'on',
    ssl_cert_file: write('cert.pem', tls.certificate),
    ssl_key_file: write('key.pem', tls.key),
  };
  const child = startProcess(
    programs.server,
    ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    place,
    onProcess,
  );
  // An SSLRequest: answered with one byte once connections are taken.
  await ready(child, port, Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]), log);
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
}

// Nothing is saved: what it forgets is what tests are about.
const REDIS = [
  '--save',
  '',
  '--appendonly',
  'no',
  '--bind',
  '127.0.0.1',
  '--protected-mode',
  'yes',
  '--databases',
  '4',
];

/** @returns {Promise<string>} its URL, once the server answers; its process goes to `onProcess` */
export async function startRedis(base, programs, _tls, onProcess) {
  const place = prepare(base, 'redis', 'redis');
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  // Not in its arguments, which everybody on the machine may read.
  const config = place.write('redis.conf', `requirepass ${password}\n`);
  const args = [config, '--port', String(port), '--dir', place.home, ...REDIS];
  const child = startProcess(programs.server, args, place, onProcess);
  await ready(child, port, 'PING\r\n', place.log);
  return `redis://:${password}@127.0.0.1:${port}`;
}
