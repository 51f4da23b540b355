// A test run that nobody ends: for the test that kills its runner. Says what it has started, then waits for ever.
import { spawn } from 'node:child_process';
import { findPrograms } from '../../scripts/lib/server-binaries.mjs';
import { openTestRun } from '../../scripts/lib/test-run.mjs';

delete process.env.SESHAT_TEST_MARIADB_URL;
delete process.env.SESHAT_TEST_POSTGRESQL_URL;
delete process.env.SESHAT_TEST_REDIS_URL;
// Only what is on the machine: a run on given servers must not install any.
const run = await openTestRun(['mariadb', 'postgresql', 'redis'].filter(findPrograms));
const asleep = () =>
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    env: { SESHAT_TEST_RUN: run.environment.SESHAT_TEST_RUN },
    stdio: 'ignore',
  });
const [grouped, stray] = [asleep(), asleep()];
run.own(grouped.pid);
const pids = [run.keeper, ...run.servers, grouped.pid, stray.pid];
process.stdout.write(`${JSON.stringify({ pids, directory: run.environment.TMPDIR })}\n`);
setInterval(() => undefined, 1000);
