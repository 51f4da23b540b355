import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newId } from '../../src/common/id.js';
import type { Engine } from '../../src/common/snapshot.js';
import { openServers } from '../servers.js';
import { openBenchCatalogue } from './bench-catalogue.js';
import { measureLists } from './measure-lists.js';

const USAGE = `npm run bench:jobs -- [options]

Fills a catalogue with jobs and says how long lists, searches and statistics take.

  --engines <list>  of sqlite, mariadb, postgresql (default: all three)
  --jobs <n>        how many (default: 100000)
  --rounds <n>      ask so often and take the median (default: 7)
  --plans           print the engines' plans too

Servers as for npm run bench.
`;

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const ENGINES = ['sqlite', 'mariadb', 'postgresql'] as const satisfies readonly Engine[];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      engines: { type: 'string', default: ENGINES.join(',') },
      jobs: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '7' },
      plans: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const wanted = values.engines.split(',');
  const engines = ENGINES.filter((engine) => wanted.includes(engine));
  const [count, rounds] = [Number(values.jobs), Number(values.rounds)];
  if (engines.length !== wanted.length || !(count > 0) || !(rounds > 0)) throw new Error(USAGE);
  const servers = await openServers(engines, process.env);
  const directory = await mkdtemp(join(tmpdir(), 'seshat-bench-'));
  try {
    for (const engine of engines) {
      const name = `seshat_bench_jobs_${randomBytes(4).toString('hex')}`;
      const catalogue = await openBenchCatalogue(engine, servers.urlOf(engine), name, directory);
      try {
        const world = {
          workspaces: Array.from({ length: 4 }, newId),
          sources: Array.from({ length: 40 }, newId),
          end: new Date(),
          days: 90,
        };
        say(`${engine}: making ${count} jobs`);
        process.stdout.write(await measureLists(catalogue, world, { count, rounds, plans: values.plans }));
      } finally {
        await catalogue.drop();
      }
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
    await servers.close();
  }
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
