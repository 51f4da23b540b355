import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Engine } from '../../src/common/snapshot.js';
import type { ServerApi } from '../../src/cli/catalogue/server-api.js';
import { isOver, terminalApi, until, type JobShown } from '../e2e/terminal-api.js';
import { changingSource, type ChangingSource } from './changing-source.js';
import { catalogueUrl } from './engines.js';
import { Invariants } from './invariants.js';
import { connectCatalogue } from './open-catalogue.js';
import { lives } from './program-family.js';
import { sharedQueue } from './queues.js';
import { startSeshat, type SeshatProcess } from './seshat-process.js';
import { startWorker, type SeshatWorker } from './seshat-worker.js';
import { tcpProxy, type TcpProxy } from './tcp-proxy.js';
import { temporaryDirectory } from './temporary-directory.js';

/** Times of the run contract for tests: half a second stands for five. */
export const SHORT_TIMES: Readonly<Record<string, string>> = {
  SESHAT_HEARTBEAT: '500ms',
  SESHAT_BEAT_GRACE: '2s',
  SESHAT_LOST_AFTER: '3s',
  SESHAT_SWEEP: '500ms',
  SESHAT_RERING_AFTER: '5s',
  SESHAT_DRAIN: '100ms',
};

/** A process that runs jobs. */
export interface Runner {
  readonly pid: number;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

const WORKERS = 2;
/** The way to the struck source: with it a discovery takes a second, whose middle can be met. */
const SLOW_MS = 25;

/**
 * The product as it is run: with the embedded catalogue one server; else a server that runs nothing, two workers and a
 * queue. A source that is struck, its twin, and the invariants.
 */
export class FaultSite {
  /** How long an undisturbed discovery takes, in milliseconds. */
  usualMs = 0;
  private subject = '';
  private server!: SeshatProcess;
  private workers: SeshatWorker[] = [];
  private readonly ended: string[] = [];
  private readonly directories: string[] = [];

  private constructor(
    readonly engine: Engine,
    readonly source: ChangingSource,
    private readonly env: Readonly<Record<string, string>>,
    private readonly dataDir: string,
  ) {
    this.directories.push(dataDir);
  }

  static async open(engine: Engine, times = SHORT_TIMES): Promise<{ site: FaultSite; invariants: Invariants }> {
    const catalogue = await catalogueUrl(engine);
    const shared = engine === 'sqlite' ? {} : sharedQueue();
    const key = randomBytes(24).toString('hex');
    const own = { SESHAT_CATALOGUE_URL: catalogue.url, SESHAT_SECRET_KEY: key, SESHAT_EGRESS_PRIVATE: 'true' };
    const source = await changingSource(engine === 'sqlite' || engine === 'mysql' ? 'postgresql' : engine);
    const site = new FaultSite(engine, source, { ...times, ...shared, ...own }, temporaryDirectory('site'));
    await site.start();
    const { host, port } = source.input;
    const slow = await tcpProxy({ host: host ?? '', port: port ?? 0 }, { kind: 'delay', ms: SLOW_MS });
    const subject = await site.register('subject', slow);
    const twin = await site.register('twin');
    await site.discover(twin);
    const at = performance.now();
    await site.discover(subject);
    site.usualMs = performance.now() - at;
    const database = await connectCatalogue(catalogue.url);
    const { SESHAT_QUEUE_URL: url, SESHAT_QUEUE_PREFIX: prefix } = shared as Record<string, string>;
    const invariants = await Invariants.of(() => ({
      ...{ catalogue: database, subject, twin, secrets: [source.password, key], directories: site.directories },
      outputs: [...site.ended, site.server.output(), ...site.workers.map((worker) => worker.output())],
      discover: (id: string) => site.discover(id),
      ...(url && prefix ? { queue: { url, prefix } } : {}),
    }));
    site.subject = subject;
    return { site, invariants };
  }

  get api(): ServerApi {
    return terminalApi(this.server);
  }

  /** Starts the discovery of the subject; answers the job's id. */
  async click(): Promise<string> {
    return (await this.api.post<{ job: JobShown }>(`/sql-dbs/${this.subject}/db-elements`)).job.id;
  }

  async reset(): Promise<void> {
    await this.api.post(`/sql-dbs/${this.subject}/db-elements/reset`, { reason: 'for a test' });
  }

  job(id: string): Promise<JobShown> {
    return this.api.get<JobShown>(`/jobs/${id}`);
  }

  over(id: string, ms = 60_000): Promise<JobShown> {
    return until(() => this.job(id), isOver, ms);
  }

  /** The process that runs a job, as its reader's process tells, or else one that could. */
  runner(): Runner & { readonly isBusy: boolean } {
    const could = this.engine === 'sqlite' ? [this.server] : this.workers;
    const busy = could.find(({ pid }) => childrenOf(pid).length > 0);
    const chosen = busy ?? could[0];
    if (!chosen) throw new Error('There is no worker.');
    return { pid: chosen.pid, stop: () => chosen.stop(), kill: () => chosen.kill(), isBusy: busy !== undefined };
  }

  /** Starts what has ended. */
  async heal(): Promise<void> {
    if (this.engine === 'sqlite') {
      if (!lives(this.server.pid)) await this.restart();
      return;
    }
    const gone = this.workers.filter(({ pid }) => !lives(pid));
    this.ended.push(...gone.map((worker) => worker.output()));
    this.workers = this.workers.filter((worker) => !gone.includes(worker));
    await this.fill();
  }

  private async restart(): Promise<void> {
    this.ended.push(this.server.output());
    this.server = await startSeshat({ args: ['--no-demo'], env: { ...this.env, SESHAT_DATA_DIR: this.dataDir } });
  }

  private async start(): Promise<void> {
    const runs: Record<string, string> = this.engine === 'sqlite' ? {} : { SESHAT_JOBS_CONCURRENCY: '0' };
    const env = { ...this.env, ...runs, SESHAT_DATA_DIR: this.dataDir };
    this.server = await startSeshat({ args: ['--no-demo'], env });
    if (this.engine !== 'sqlite') await this.fill();
  }

  private async fill(): Promise<void> {
    const missing = Array.from({ length: WORKERS - this.workers.length }, () => {
      const directory = temporaryDirectory('worker');
      this.directories.push(directory);
      return startWorker({ ...this.env, SESHAT_DATA_DIR: directory });
    });
    this.workers.push(...(await Promise.all(missing)));
  }

  private async register(name: string, { host, port }: Partial<TcpProxy> = {}): Promise<string> {
    const way = host === undefined ? {} : { host, port };
    return (await this.api.post<{ id: string }>('/sql-dbs', { name, ...this.source.input, ...way })).id;
  }

  private async discover(id: string): Promise<void> {
    const { job } = await this.api.post<{ job: JobShown }>(`/sql-dbs/${id}/db-elements`);
    const { status, error } = await this.over(job.id);
    if (status !== 'completed') throw new Error(`An undisturbed discovery is ${status}: ${error?.message ?? ''}`);
  }
}

function childrenOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}
