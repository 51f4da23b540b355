import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerApi } from '../../../src/cli/catalogue/server-api.js';
import { SeshatNode } from './node-process.js';

export interface ClusterSettings {
  readonly catalogueUrl: string;
  readonly queueUrl: string;
  /** Where everything of it may lie: data directories, files of jobs, sources. */
  readonly directory: string;
  /** Jobs side by side in one worker. */
  readonly places: number;
  /** PATH and the like; the product's own settings are set here. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Servers and workers on one catalogue and one queue. Servers only serve: what is run, workers run. */
export class Cluster {
  readonly apis: ServerApi[] = [];
  readonly workers: SeshatNode[] = [];
  private readonly servers: SeshatNode[] = [];
  private readonly env: NodeJS.ProcessEnv;
  private started = 0;

  constructor(private readonly settings: ClusterSettings) {
    const { catalogueUrl, queueUrl, directory, environment } = settings;
    this.env = {
      ...environment,
      SESHAT_CATALOGUE_URL: catalogueUrl,
      SESHAT_QUEUE_URL: queueUrl,
      SESHAT_QUEUE_PREFIX: `seshat-bench-${randomBytes(4).toString('hex')}`,
      SESHAT_SECRET_KEY: randomBytes(32).toString('base64'),
      SESHAT_SQLITE_DIRS: directory,
      SESHAT_FILES_DIR: join(directory, 'files'),
    };
  }

  async addServer(): Promise<void> {
    const server = await SeshatNode.start({
      command: 'serve',
      args: ['--no-demo'],
      env: {
        ...this.env,
        PORT: '0',
        SESHAT_JOBS_CONCURRENCY: '0',
        SESHAT_ADMIN_PASSWORD: randomBytes(12).toString('hex'),
      },
      directory: this.place('server'),
      ready: /Listening on (http:\/\/[\w.:[\]]+)/,
    });
    this.servers.push(server);
    const { token } = JSON.parse(await readFile(join(server.directory, 'server.json'), 'utf8')) as { token: string };
    this.apis.push(new ServerApi(server.said, token));
  }

  async addWorker(): Promise<void> {
    const worker = await SeshatNode.start({
      command: 'worker',
      env: { ...this.env, SESHAT_JOBS_CONCURRENCY: String(this.settings.places) },
      directory: this.place('worker'),
      ready: /The worker takes jobs/,
    });
    this.workers.push(worker);
  }

  /** Kills the oldest worker; answers the processor time that it had used. */
  async killWorker(): Promise<number | null> {
    const [worker] = this.workers.splice(0, 1);
    const used = (await worker?.cpuSeconds()) ?? null;
    await worker?.kill();
    return used;
  }

  async stopWorkers(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.stop()));
  }

  /** Processor seconds of all that runs, its ended children included; null where nobody says. */
  async cpuSeconds(which: 'servers' | 'workers'): Promise<number | null> {
    const seconds = await Promise.all(this[which].map((node) => node.cpuSeconds()));
    return seconds.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
  }

  async close(): Promise<void> {
    await this.stopWorkers();
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  private place(what: string): string {
    return join(this.settings.directory, `${what}-${++this.started}`);
  }
}
