import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openServers } from '../../servers.js';
import { makeSqliteSource } from '../../sources/sqlite.source.js';
import type { JobsBenchOptions } from '../options.js';
import { Cluster } from './cluster.js';
import { MachineCatalogue, type Outcome } from './machine-catalogue.js';

/** So often it is looked whether all have ended. */
const LOOK_MS = 200;
/** A round that takes longer is given up. */
const LONGEST_MS = 20 * 60_000;
/** Sources that are registered at the same time. */
const AT_ONCE = 8;

/** All sources discovered by so many workers. */
export interface MachineRound extends Outcome {
  readonly workers: number;
  readonly sources: number;
  /** Workers that were killed meanwhile, and replaced. */
  readonly killed: number;
  /** From the first request to the last end. */
  readonly seconds: number;
  /** Processor time of the workers with their readers, and of the servers; null where nobody says. */
  readonly workerCpuSeconds: number | null;
  readonly serverCpuSeconds: number | null;
}

/** Two servers, and workers in the wanted numbers; the last number once more while workers are killed. */
export async function measureMachines(
  options: JobsBenchOptions,
  directory: string,
  env: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Promise<MachineRound[]> {
  const servers = await openServers(['postgresql', 'redis'], env);
  try {
    const name = `seshat_bench_machines_${randomBytes(4).toString('hex')}`;
    const catalogue = await MachineCatalogue.make(servers.urlOf('postgresql'), name);
    const queueUrl = servers.urlOf('redis');
    const { places } = options;
    const cluster = new Cluster({
      catalogueUrl: catalogue.url,
      queueUrl,
      directory,
      places,
      environment: servers.environment,
    });
    try {
      say(`making ${options.sources} sources`);
      const paths = await makeFiles(join(directory, 'sources'), options);
      await cluster.addServer();
      await cluster.addServer();
      const bench = new MachineBench(cluster, catalogue, paths, options);
      const rounds: MachineRound[] = [];
      for (const workers of options.workers) {
        say(`${paths.length} sources, ${workers} workers`);
        rounds.push(await bench.round(workers, false));
      }
      const most = options.workers.at(-1) ?? 1;
      say(`${paths.length} sources, ${most} workers, one killed every ${options.killEveryMs / 1000} s`);
      rounds.push(await bench.round(most, true));
      return rounds;
    } finally {
      await cluster.close();
      await catalogue.drop();
    }
  } finally {
    await servers.close();
  }
}

async function makeFiles(directory: string, { sources, tables }: JobsBenchOptions): Promise<string[]> {
  await mkdir(directory);
  const paths = Array.from({ length: sources }, (_, index) => join(directory, `source-${index + 1}.sqlite`));
  for (const path of paths) await makeSqliteSource(path, tables);
  return paths;
}

class MachineBench {
  private rounds = 0;

  constructor(
    private readonly cluster: Cluster,
    private readonly catalogue: MachineCatalogue,
    private readonly paths: readonly string[],
    private readonly options: JobsBenchOptions,
  ) {}

  /** Registers every source anew and has all of them discovered. */
  async round(workers: number, kills: boolean): Promise<MachineRound> {
    const { cluster, catalogue } = this;
    const sourceIds = await this.register(++this.rounds);
    for (let left = workers; left > 0; left--) await cluster.addWorker();
    const [workersBefore, serversBefore] = [await cluster.cpuSeconds('workers'), await cluster.cpuSeconds('servers')];
    const started = performance.now();
    const jobIds = await this.startAtBoth(sourceIds);
    const killer = kills ? new Killer(cluster, this.options.killEveryMs) : null;
    await this.ended(jobIds).finally(() => killer?.cease());
    const seconds = (performance.now() - started) / 1000;
    await killer?.done;
    const [workersAfter, serversAfter] = [await cluster.cpuSeconds('workers'), await cluster.cpuSeconds('servers')];
    await cluster.stopWorkers();
    return {
      workers,
      sources: sourceIds.length,
      killed: killer?.killed ?? 0,
      seconds,
      // What a killed worker's replacement needed to start is counted with it.
      workerCpuSeconds: added(difference(workersAfter, workersBefore), killer?.cpuSeconds ?? 0),
      serverCpuSeconds: difference(serversAfter, serversBefore),
      ...(await catalogue.outcome(sourceIds, this.options.tables)),
    };
  }

  private async register(round: number): Promise<string[]> {
    const [api] = this.cluster.apis;
    if (!api) throw new Error('There is no server.');
    const ids: string[] = [];
    for (let from = 0; from < this.paths.length; from += AT_ONCE) {
      const some = this.paths.slice(from, from + AT_ONCE);
      const add = (path: string, index: number): Promise<{ id: string }> =>
        api.post('/sql-dbs', { name: `${round}-${from + index}`, engine: 'sqlite', path });
      ids.push(...(await Promise.all(some.map(add))).map(({ id }) => id));
    }
    return ids;
  }

  /** Both servers are asked for all sources at once: each is accepted by one of them. */
  private async startAtBoth(ids: readonly string[]): Promise<string[]> {
    const answers = await Promise.allSettled(
      this.cluster.apis.map((api) => api.post<Started>('/sql-dbs/db-elements', { ids })),
    );
    const jobs = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.started : []));
    if (jobs.length === ids.length) return jobs.map(({ job }) => job.id);
    const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [String(answer.reason)] : []));
    throw new Error(`${jobs.length} of ${ids.length} discoveries were started. ${refusals.join(' ')}`);
  }

  private async ended(jobIds: readonly string[]): Promise<void> {
    const end = Date.now() + LONGEST_MS;
    for (let live = jobIds.length; live > 0; live = await this.catalogue.live(jobIds)) {
      if (Date.now() > end) throw new Error(`${live} discoveries have not ended.`);
      await sleep(LOOK_MS);
    }
  }
}

interface Started {
  readonly started: readonly { readonly job: { readonly id: string } }[];
}

/** Kills one worker after the other, each replaced at once, until it is told to cease. */
class Killer {
  killed = 0;
  cpuSeconds: number | null = 0;
  private readonly over = new AbortController();
  readonly done: Promise<void>;

  constructor(
    private readonly cluster: Cluster,
    private readonly everyMs: number,
  ) {
    this.done = this.work();
  }

  /** It is {@link done} once the last replacement is there. */
  cease(): void {
    this.over.abort();
  }

  private async work(): Promise<void> {
    for (;;) {
      await sleep(this.everyMs, undefined, { signal: this.over.signal }).catch(() => undefined);
      if (this.over.signal.aborted) return;
      this.cpuSeconds = added(this.cpuSeconds, await this.cluster.killWorker());
      this.killed++;
      await this.cluster.addWorker();
    }
  }
}

const added = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
const difference = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);
