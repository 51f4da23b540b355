import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { SqlDbService } from '../../src/catalogue/sql-db/sql-db.service.js';
import { SYSTEM } from '../../src/common/actor.js';
import { loadConfig } from '../../src/config/load-config.js';
import { JobSignals } from '../../src/jobs/events/job-signals.js';
import { isEnded } from '../../src/jobs/job-status.js';
import type { Job } from '../../src/jobs/job.entity.js';
import { JobService } from '../../src/jobs/job.service.js';
import { CatalogueConnection } from '../../src/persistence/catalogue-connection.js';
import { DbElementsService } from '../../src/tasks/db-elements/db-elements.service.js';
import type { DiscoveryResult } from '../../src/tasks/db-elements/discovery-result.js';
import { WorkspaceService } from '../../src/workspaces/workspace.service.js';
import { answerParent } from '../processes/answer-parent.js';
import { countRows, countWrites } from './count-writes.js';
import type { ProductAnswer, ProductTask, Run } from './product-messages.js';

/** The job's end is looked for when its engine rings, as it does for whoever watches; and so often, should no bell come. */
const POLL_MS = 100;
/** After the end: what the run has left to do (checkpoint, log) still belongs to it. */
const AFTER_MS = 300;
/** Grain of the loop's measure; it is part of what the histogram records, and taken off. */
const LOOP_GRAIN_MS = 1;

/** The product without its edges, in a process of its own: discovers the source once, then again and again. */
async function measure({ place, dataDir, reruns }: ProductTask): Promise<ProductAnswer> {
  const { path, ...server } = place;
  const config = loadConfig({
    env: {
      SESHAT_DATA_DIR: dataDir,
      SESHAT_EGRESS_PRIVATE: 'true',
      ...(path === null ? {} : { SESHAT_SQLITE_DIRS: join(path, '..') }),
    },
  });
  const app = await NestFactory.createApplicationContext(AppModule.forTerminal(config, { work: true, make: true }), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  try {
    await app.get(CatalogueConnection, { strict: false }).whenReady();
    await app.get(WorkspaceService, { strict: false }).ensureDefault();
    const input = { name: 'Benchmark', tlsMode: 'disable' as const, ...(path === null ? server : { path }) };
    const { id } = await app.get(SqlDbService, { strict: false }).create(SYSTEM, { engine: place.engine, ...input });
    const catalogue = app.get(DataSource, { strict: false });
    const first = await discover(app, id, () => countRows(catalogue));
    const writes = await countWrites(catalogue);
    const later: Run[] = [];
    for (let left = reruns; left > 0; left--) later.push(await discover(app, id, writes));
    return { first, reruns: later, catalogue: join(dataDir, 'catalogue.sqlite') };
  } finally {
    await app.close();
  }
}

async function discover(app: INestApplicationContext, id: string, countWritten: () => Promise<number>): Promise<Run> {
  const delay = monitorEventLoopDelay({ resolution: LOOP_GRAIN_MS });
  // What came before (start-up, earlier runs) is over.
  await sleep(AFTER_MS);
  delay.enable();
  const started = performance.now();
  const {
    job: { id: jobId },
  } = await app.get(DbElementsService, { strict: false }).startOne(SYSTEM, id);
  const job = await ended(app, jobId);
  const seconds = (performance.now() - started) / 1000;
  await sleep(AFTER_MS);
  delay.disable();
  if (job.status !== 'COMPLETED') throw new Error(`The discovery ended ${job.status}: ${job.errorMessage}`);
  const { tables, columns, queries, readerRssMb } = job.result as unknown as DiscoveryResult;
  const loopDelayMs = Math.max(0, delay.max / 1e6 - LOOP_GRAIN_MS);
  return { seconds, loopDelayMs, tables, columns, queries, readerRssMb, writes: await countWritten() };
}

async function ended(app: INestApplicationContext, id: string): Promise<Job> {
  let wake = (): void => undefined;
  const silence = app.get(JobSignals, { strict: false }).listen((rung) => rung === id && wake());
  try {
    for (;;) {
      const { job } = await app.get(JobService, { strict: false }).get(SYSTEM, id);
      if (isEnded(job.status)) return job;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, POLL_MS);
      });
    }
  } finally {
    silence();
  }
}

answerParent(measure);
