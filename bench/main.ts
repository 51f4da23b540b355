import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goalsOf } from './goals.js';
import { benchJobs } from './jobs/main.js';
import { measureSource } from './measure-source.js';
import { parseOptions, USAGE, type BenchOptions } from './options.js';
import { reportTable } from './report.js';
import type { BenchResult } from './results.js';
import { openServers } from './servers.js';
import { makeSource } from './sources/make-source.js';

/** Said while it runs; standard output belongs to the results. */
const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(): Promise<void> {
  if (process.argv[2] === 'jobs') return benchJobs(process.argv.slice(3), process.env);
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options === null) {
    process.stdout.write(USAGE);
    return;
  }
  const servers = await openServers(options.engines, process.env);
  const directory = await mkdtemp(join(tmpdir(), 'seshat-bench-'));
  const end = async (): Promise<void> => {
    await rm(directory, { recursive: true, force: true });
    await servers.close();
  };
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
    process.once(signal, () => void end().finally(() => process.exit(code)));
  } // prettier-ignore
  try {
    const results = await measureAll(options, directory, servers);
    process.stdout.write(options.json ? `${JSON.stringify({ results }, null, 2)}\n` : report(results));
  } finally {
    await end();
  }
}

async function measureAll(
  { engines, sizes, rounds }: BenchOptions,
  directory: string,
  servers: Awaited<ReturnType<typeof openServers>>,
): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const engine of engines) {
    for (const size of sizes) {
      say(`${engine}: making ${size} tables`);
      const source = await makeSource(engine, size, directory, servers.urlOf(engine));
      try {
        say(`${engine}: measuring ${size} tables, ${rounds} rounds`);
        results.push(await measureSource(source.place, rounds, directory, servers.environment));
      } finally {
        await source.drop();
      }
    }
  }
  return results;
}

function report(results: readonly BenchResult[]): string {
  const goals = goalsOf(results).map(({ held, text }) => `${held ? 'ok  ' : 'MISS'} ${text}`);
  return `${reportTable(results)}\n\n${goals.join('\n')}\n`;
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
