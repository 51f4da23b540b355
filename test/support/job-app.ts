import { Module, type DynamicModule, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import { SYSTEM } from '../../src/common/actor.js';
import { Clock, SystemClock } from '../../src/common/clock.js';
import { Config } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { flag, number, object, text } from '../../src/containers/schema.js';
import type { JobRequest } from '../../src/jobs/job-request.js';
import { isEnded, type JobStatus } from '../../src/jobs/job-status.js';
import type { JobTransitionObserver } from '../../src/jobs/job-transition-observer.js';
import { Job } from '../../src/jobs/job.entity.js';
import { JobService } from '../../src/jobs/job.service.js';
import { JOB_ENTITIES } from '../../src/jobs/job-entities.js';
import { JobsModule } from '../../src/jobs/jobs.module.js';
import { Task, type TaskContext, type TaskDefinition } from '../../src/jobs/task.js';
import { createCatalogue } from '../../src/persistence/create-catalogue.js';
import { migrate } from '../../src/persistence/migration/migrate.js';
import { Transactions } from '../../src/persistence/transactions.js';
import { TypeormTransactions } from '../../src/persistence/typeorm-transactions.js';
import { WorkspaceService } from '../../src/workspaces/workspace.service.js';
import { Workspace } from '../../src/workspaces/workspace.entity.js';
import { atFileEnd } from './cleanup.js';
import type { TestCatalogue } from './engines.js';
import { temporaryDirectory } from './temporary-directory.js';

/** What a test lets its task do. */
export type Script = (context: TaskContext, parameters: object) => Promise<object>;

/** What most tests tell their task, and what it measures. */
const SCRIPTED = {
  inputs: object({
    a: number({ label: 'A number', optional: true }),
    title: text({ label: 'A title', optional: true }),
    child: flag({ label: 'Whether it is a child', optional: true }),
    finishes: flag({ label: 'Whether it ends', optional: true }),
  }),
  outputs: object({}),
  indicators: object({
    tables: number({ label: 'Tables' }),
    note: text({ label: 'Note' }),
    good: flag({ label: 'Good' }),
  }),
};

/** A task that does what the test says. */
export class ScriptedTask extends Task {
  readonly definition: TaskDefinition;

  constructor(
    name: string,
    public script: Script = async () => ({}),
    more: Partial<TaskDefinition> = {},
  ) {
    super();
    this.definition = { name, title: `The ${name}`, description: 'For tests.', role: 'operator', ...SCRIPTED, ...more };
  }

  run(context: TaskContext, parameters: object): Promise<object> {
    return this.script(context, parameters);
  }
}

export interface JobAppOptions {
  readonly tasks?: readonly Task[];
  readonly observers?: readonly JobTransitionObserver[];
  readonly clock?: Clock;
  /** SESHAT_ variables, such as shortened times. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it runs jobs; default true. */
  readonly work?: boolean;
}

/** A server that is nothing but the job engine, on a catalogue of the test's. */
export interface JobApp {
  readonly jobs: JobService;
  readonly source: DataSource;
  readonly transactions: Transactions;
  readonly workspaceId: string;
  get<T>(type: Type<T> | (abstract new () => T)): T;
  /** A request for the task in the default workspace. */
  request(task: string, more?: Partial<JobRequest>): JobRequest;
  row(id: string): Promise<Job>;
  /** Waits until the job is in the state (or has ended, without one); answers its row. */
  until(id: string, status?: JobStatus, timeoutMs?: number): Promise<Job>;
  close(): Promise<void>;
}

const ENTITIES = [...JOB_ENTITIES, Workspace, AuditEntry];

@Module({})
class TestGlobals {
  static with(source: DataSource, clock: Clock, config: Config): DynamicModule {
    const transactions = new TypeormTransactions(source);
    const given: [Type<unknown> | (abstract new () => unknown), unknown][] = [
      [Transactions, transactions],
      [Clock, clock],
      [Config, config],
    ];
    const providers = given.map(([provide, useValue]) => ({ provide, useValue }));
    return { module: TestGlobals, global: true, providers, exports: providers };
  }
}

@Module({})
class TestTasks {}

/** Starts one; the catalogue is migrated first. Closed at the end of the file, or sooner. */
export async function jobApp(catalogue: TestCatalogue, options: JobAppOptions = {}): Promise<JobApp> {
  const config = loadConfig({
    env: {
      SESHAT_CATALOGUE_URL: catalogue.url,
      SESHAT_DATA_DIR: temporaryDirectory('data'),
      ...catalogue.env,
      ...options.env,
    },
  });
  const source = await createCatalogue(config.catalogue, { entities: ENTITIES }).initialize();
  await migrate(source);
  const found = [...(options.tasks ?? []), ...(options.observers ?? [])];
  const app = await NestFactory.createApplicationContext(
    {
      module: TestTasks,
      imports: [
        TestGlobals.with(source, options.clock ?? new SystemClock(), config),
        JobsModule.forRoot({ work: options.work ?? true }),
      ],
      providers: found.map((useValue, index) => ({ provide: `found-${index}`, useValue })),
    },
    { logger: process.env.SESHAT_TEST_VERBOSE ? ['error', 'warn'] : false, abortOnError: false },
  ).catch(async (error: unknown) => {
    await source.destroy();
    throw error;
  });
  const workspace = await app.get(WorkspaceService, { strict: false }).ensureDefault();
  return new RunningJobApp(app, source, workspace.id);
}

class RunningJobApp implements JobApp {
  readonly jobs: JobService;
  readonly transactions: Transactions;
  private closed: Promise<void> | null = null;

  constructor(
    private readonly app: INestApplicationContext,
    readonly source: DataSource,
    readonly workspaceId: string,
  ) {
    this.jobs = this.get(JobService);
    this.transactions = this.get(Transactions);
    atFileEnd(() => this.close());
  }

  get<T>(type: Type<T> | (abstract new () => T)): T {
    return this.app.get<T>(type as Type<T>, { strict: false });
  }

  request(task: string, more: Partial<JobRequest> = {}): JobRequest {
    return { task, parameters: {}, workspaceId: this.workspaceId, ...more };
  }

  async row(id: string): Promise<Job> {
    return (await this.jobs.get(SYSTEM, id)).job;
  }

  async until(id: string, status?: JobStatus, timeoutMs = 10_000): Promise<Job> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const job = await this.row(id);
      if (status ? job.status === status : isEnded(job.status)) return job;
      if (Date.now() > deadline) throw new Error(`Job ${job.number} is ${job.status}, not ${status ?? 'ended'}.`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  close(): Promise<void> {
    return (this.closed ??= this.app.close().then(() => this.source.destroy()));
  }
}

/** A script that works until it is told to stop. */
export const untilAborted: Script = ({ signal }) =>
  new Promise((_resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });
