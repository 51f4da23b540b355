// One run's servers as seen from the test command: given by the environment, or started by the keeper.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { delimiter, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { NEEDS, obtainPrograms } from './server-binaries.mjs';

/**
 * @param {string[]} needs of NEEDS
 * @returns the environment that tests need, the process ids of the keeper and its servers, `own(group)` to have a process group ended with the run, and
 *   `close(finished)`, which answers the processes that outlived the run
 */
export async function openTestRun(needs) {
  const missing = needs.filter((need) => !process.env[NEEDS[need].variable]);
  const { chromium, clients, ...programs } = obtainPrograms(missing);
  const mark = randomUUID();
  const keeper = spawn(
    process.execPath,
    [fileURLToPath(new URL('keeper.mjs', import.meta.url)), JSON.stringify({ mark, programs })],
    { detached: true, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  keeper.stdin.on('error', () => undefined);
  const exited = once(keeper, 'exit');
  const answers = createInterface({ input: keeper.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse((await answers.next()).value ?? '{"error":"The keeper of the servers died."}');
  const first = await answer();
  if (first.error) throw new Error(first.error);
  const environment = { SESHAT_TEST_RUN: mark, TMPDIR: first.temporary };
  // Of given servers we know no authority; their owner may name it.
  if (first.urls.mariadb && first.urls.postgresql) environment.SESHAT_TEST_CA = first.ca;
  for (const [engine, url] of Object.entries(first.urls)) environment[NEEDS[engine].variable] = url;
  if (clients) {
    const directories = new Set(Object.values(clients).map((path) => dirname(path)));
    environment.SESHAT_TEST_CLIENTS = [...directories].join(delimiter);
  }
  if (chromium) environment.CHROMIUM_PATH = chromium.browser;
  // Should the keeper itself be killed, its servers are ours to end.
  keeper.on('exit', (code) => {
    if (code !== 0) for (const pid of first.servers) kill(pid);
  });
  return {
    environment,
    keeper: keeper.pid,
    servers: first.servers,
    own: (group) => keeper.stdin.write(`${JSON.stringify({ group })}\n`),
    async close(finished) {
      keeper.stdin.end(finished ? `${JSON.stringify({ finished })}\n` : undefined);
      const { survivors = [] } = await answer();
      await exited;
      return survivors;
    },
  };
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
