import { Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { SqlDbInput, SqlDbView } from '../../src/catalogue/sql-db/sql-db-input.js';
import { SqlDbService } from '../../src/catalogue/sql-db/sql-db.service.js';
import { SYSTEM } from '../../src/common/actor.js';
import { Clock, SystemClock } from '../../src/common/clock.js';
import type { Engine } from '../../src/common/snapshot.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { loadConfig } from '../../src/config/load-config.js';
import { isEnded } from '../../src/jobs/job-status.js';
import type { Job } from '../../src/jobs/job.entity.js';
import { JobService } from '../../src/jobs/job.service.js';
import { JobsModule } from '../../src/jobs/jobs.module.js';
import { PersistenceModule } from '../../src/persistence/persistence.module.js';
import { DbElementsService, type StartOptions } from '../../src/tasks/db-elements/db-elements.service.js';
import { TasksModule } from '../../src/tasks/tasks.module.js';
import { atFileEnd } from './cleanup.js';
import { catalogueUrl } from './engines.js';
import { ALL_ENTITIES } from './open-catalogue.js';
import { temporaryDirectory } from './temporary-directory.js';

/** The product without its edges: catalogue, jobs and tasks, with readers in child processes of their own. */
export interface DiscoveryApp {
  readonly dataDir: string;
  readonly sources: SqlDbService;
  readonly jobs: JobService;
  get<T>(type: Type<T> | (abstract new () => T)): T;
  register(input: Omit<SqlDbInput, 'name'> & { name?: string }): Promise<SqlDbView>;
  /** Starts a discovery and waits for its end. */
  discover(id: string, options?: StartOptions): Promise<Job>;
  /** Waits until the job has ended. */
  ended(id: string): Promise<Job>;
  log(jobId: string): Promise<string>;
}

@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
class ClockModule {}

const KEY = 'nQ7xUu0TzYf3sVbK9mWc2LrHe5JpA8dG';
let names = 0;

/** Starts one on a fresh catalogue of the engine; closed at the end of the file. */
export async function discoveryApp(engine: Engine, env: Readonly<Record<string, string>> = {}): Promise<DiscoveryApp> {
  const { url } = await catalogueUrl(engine);
  const dataDir = temporaryDirectory('data');
  const own = { SESHAT_CATALOGUE_URL: url, SESHAT_DATA_DIR: dataDir, SESHAT_SECRET_KEY: KEY };
  const config = loadConfig({ env: { ...own, SESHAT_EGRESS_PRIVATE: 'true', SESHAT_SQLITE_DIRS: dataDir, ...env } });
  const app = await NestFactory.createApplicationContext(
    {
      module: class DiscoveryTestModule {},
      imports: [
        ConfigModule.forRoot(config),
        { module: ClockModule, global: true },
        PersistenceModule.forRoot({ entities: ALL_ENTITIES, ownsDataDirectory: true }),
        JobsModule.forRoot(),
        TasksModule,
      ],
    },
    { logger: false, abortOnError: false },
  );
  atFileEnd(() => app.close());
  return new RunningDiscoveryApp(app, dataDir);
}

class RunningDiscoveryApp implements DiscoveryApp {
  readonly sources: SqlDbService;
  readonly jobs: JobService;

  constructor(
    private readonly app: INestApplicationContext,
    readonly dataDir: string,
  ) {
    this.sources = this.get(SqlDbService);
    this.jobs = this.get(JobService);
  }

  get<T>(type: Type<T> | (abstract new () => T)): T {
    return this.app.get<T>(type as Type<T>, { strict: false });
  }

  register(input: Omit<SqlDbInput, 'name'> & { name?: string }): Promise<SqlDbView> {
    return this.sources.create(SYSTEM, { name: `source ${++names}`, ...input });
  }

  async discover(id: string, options: StartOptions = {}): Promise<Job> {
    return this.ended((await this.get(DbElementsService).startOne(SYSTEM, id, options)).job.id);
  }

  async ended(id: string): Promise<Job> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const { job } = await this.jobs.get(SYSTEM, id);
      if (isEnded(job.status)) return job;
      if (Date.now() > deadline) throw new Error(`Job ${job.number} is still ${job.status}.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  log(jobId: string): Promise<string> {
    return this.jobs.logText(SYSTEM, jobId);
  }
}
