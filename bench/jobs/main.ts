import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from '../processes/run-child.js';
import { measureMachines } from './machines/measure-machines.js';
import { machinesReport } from './machines/machines-report.js';
import { JOBS_USAGE, parseJobsOptions } from './options.js';
import type { OverheadAnswer, OverheadTask } from './overhead/overhead-messages.js';
import { overheadReport } from './overhead/overhead-report.js';

/** So many empty jobs are run one by one, for each so many queued ones. */
const SINGLE_SHARE = 4;

/** `npm run bench -- jobs …`: what jobs cost. @throws Error for options that cannot be understood */
export async function benchJobs(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const options = parseJobsOptions(argv);
  if (options === null) return void process.stdout.write(JOBS_USAGE);
  const directory = await mkdtemp(join(tmpdir(), 'seshat-bench-'));
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  try {
    const results: Record<string, unknown> = {};
    if (options.overhead) {
      say(`${options.jobs} empty jobs`);
      const task = {
        dataDir: join(directory, 'data'),
        queued: options.jobs,
        single: Math.ceil(options.jobs / SINGLE_SHARE),
      };
      const environment = { PATH: env.PATH, TMPDIR: directory };
      const answer = await runChild<OverheadTask, OverheadAnswer>('overhead', task, environment);
      results.overhead = answer;
      if (!options.json) process.stdout.write(overheadReport(answer));
    }
    if (options.machines) {
      const rounds = await measureMachines(options, directory, env, say);
      results.machines = rounds;
      if (!options.json) process.stdout.write(machinesReport(rounds));
    }
    if (options.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
