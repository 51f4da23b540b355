// Stands between the server and an external program, so that the program ends when its server does, however that dies.
// It leads the process group that the program runs in. Told on standard input, a line of JSON each: {start}, {stop};
// the end of that line means that the server is gone. It answers with one line on descriptor 3 once the program has ended;
// when it exits, nothing of the group is left. Plain JavaScript: it runs as it is from sources and from a build alike.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

const REPORT_FD = 3;
/** For a program whose server is gone. */
const ORPHAN_GRACE_MS = 5_000;
const LOOK_MS = 50;
/** Rounds of looking for processes that left the group; each kills what the one before has overlooked. */
const ROUNDS = 20;

/** The mark that the program's processes carry in their environment; empty before there are any. */
let mark = '';
/** A directory that goes when the program does: it holds secrets. */
let secrets = null;
let child = null;
let stopping = false;
let ended = false;

// What is sent to the group is meant for the others.
for (const name of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGTSTP', 'SIGTTOU']) {
  process.on(name, () => undefined);
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const message = JSON.parse(line);
  if (message.start) start(message.start);
  else stop(message.stop);
});
lines.on('close', () => stop(ORPHAN_GRACE_MS));

function start({ program, argv, directory, environment, stdin, ...run }) {
  ({ mark, secrets } = run);
  try {
    child = spawn(program, argv, {
      cwd: directory,
      env: environment,
      // Its outputs are this process's own, which lead to the server: what it says does not pass through here.
      stdio: [stdin === null ? 'ignore' : 'pipe', 1, 2],
    });
  } catch (error) {
    return end({ failed: error.code ?? error.name });
  }
  child.on('error', (error) => end({ failed: error.code ?? error.name }));
  child.on('exit', (code, signal) => (stopping ? whenAlone(() => end({ code, signal })) : end({ code, signal })));
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(stdin);
}

/** SIGTERM to all of them, SIGKILL when the time of grace is over. */
function stop(graceMs) {
  if (child === null) return end({ failed: 'stopped' });
  if (stopping) return undefined;
  stopping = true;
  signal(-process.pid, 'SIGTERM');
  setTimeout(() => end({ code: null, signal: 'SIGKILL' }), graceMs);
}

/** The program has ended after SIGTERM; what it has started gets its time of grace too. */
function whenAlone(then) {
  if (others().length === 0) then();
  else setTimeout(() => whenAlone(then), LOOK_MS);
}

function end(report) {
  if (ended) return;
  ended = true;
  for (let round = 0, found = others(); found.length > 0 && round < ROUNDS; round++, found = others()) {
    for (const pid of found) signal(pid, 'SIGKILL');
  }
  try {
    if (secrets !== null) rmSync(secrets, { recursive: true, force: true });
    writeSync(REPORT_FD, `${JSON.stringify(report)}\n`);
  } catch {
    // There is nobody to tell.
  }
  signal(-process.pid, 'SIGKILL'); // everybody in the group, and this process last of all
  process.exit(1);
}

/** Processes that carry the mark, in the group or not; none where there is no /proc. */
function others() {
  if (mark === '') return [];
  let pids = [];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  } catch {
    return [];
  }
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
    } catch {
      return false;
    }
  });
}

function signal(pid, name) {
  try {
    process.kill(Number(pid), name);
  } catch {
    // It has ended already.
  }
}
