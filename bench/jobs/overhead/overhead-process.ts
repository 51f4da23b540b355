import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { AppModule } from '../../../src/app.module.js';
import { SYSTEM } from '../../../src/common/actor.js';
import { loadConfig } from '../../../src/config/load-config.js';
import { TaskRuns } from '../../../src/jobs/task-runs.js';
import { CatalogueConnection } from '../../../src/persistence/catalogue-connection.js';
import { WorkspaceService } from '../../../src/workspaces/workspace.service.js';
import { answerParent } from '../../processes/answer-parent.js';
import { EmptyTask } from './empty.task.js';
import { JobEnds } from './job-ends.js';
import type { OverheadAnswer, OverheadTask, Spent } from './overhead-messages.js';
import { Statements } from './statements.js';

/** What is left to do after an end (rings, checkpoints) is not the next measure's. */
const AFTER_MS = 500;
/** So many jobs are run before anything counts: compiled code, prepared statements. */
const WARM_UP = 200;
const TASK = { task: 'bench-empty' };

@Module({ providers: [EmptyTask, JobEnds] })
class BenchTasks {}

/** The product without its edges, and a task that does nothing. */
async function measure({ dataDir, queued, single }: OverheadTask): Promise<OverheadAnswer> {
  const config = loadConfig({ env: { SESHAT_DATA_DIR: dataDir, SESHAT_MAX_PENDING: String(queued + 1) } });
  const imports = [AppModule.forTerminal(config, { work: true, make: true }), BenchTasks];
  const root = { module: class BenchModule {}, imports };
  const app = await NestFactory.createApplicationContext(root, { logger: ['error', 'warn'], abortOnError: false });
  try {
    await app.get(CatalogueConnection, { strict: false }).whenReady();
    await app.get(WorkspaceService, { strict: false }).ensureDefault();
    await oneByOne(app, WARM_UP);
    const { starting, running } = await queueThenRun(app, queued);
    await sleep(AFTER_MS);
    const alone = await spent(() => oneByOne(app, single));
    await sleep(AFTER_MS);
    const statements = await new Statements(app.get(DataSource, { strict: false })).during(() => oneByOne(app, 1));
    return { queued, starting, running, singles: single, single: alone, statements };
  } finally {
    await app.close();
  }
}

async function oneByOne(app: INestApplicationContext, count: number): Promise<void> {
  const [runs, ends] = [app.get(TaskRuns, { strict: false }), app.get(JobEnds, { strict: false })];
  for (let left = count; left > 0; left--) {
    const ended = ends.more(1);
    await runs.run(SYSTEM, TASK);
    await ended;
  }
}

async function queueThenRun(app: INestApplicationContext, count: number): Promise<{ starting: Spent; running: Spent }> {
  const [runs, task] = [app.get(TaskRuns, { strict: false }), app.get(EmptyTask, { strict: false })];
  const ended = app.get(JobEnds, { strict: false }).more(count);
  task.close();
  const starting = await spent(async () => {
    for (let left = count; left > 0; left--) await runs.run(SYSTEM, TASK);
  });
  await sleep(AFTER_MS);
  const running = await spent(() => {
    task.open();
    return ended;
  });
  return { starting, running };
}

async function spent(work: () => Promise<unknown>): Promise<Spent> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - wall, cpuMs: (user + system) / 1000 };
}

answerParent(measure);
