import type { Server } from 'node:http';
import type { Command } from 'commander';
import { readableLines } from '../../http/log-lines.js';
import { JobRunner } from '../../jobs/runner/job-runner.js';
import { CatalogueConnection } from '../../persistence/catalogue-connection.js';
import { CatalogueHealth } from '../../persistence/catalogue-health.js';
import { EXIT, type Commands } from '../output.js';
import { stopSignal } from '../serve/stop-signal.js';
import type { RunningWorker } from '../wiring.js';
import { assertShared } from './assert-shared.js';
import { openHealth, type Readiness } from './worker-health.js';

/** `seshat worker`: runs jobs of a shared catalogue, until it is told to stop. */
export function workerCommand(program: Command, { config, output, wiring, finish }: Commands): void {
  program
    .command('worker')
    .description('run jobs only, beside servers that share the catalogue and the queue (see docs/scaling.md)')
    .action(async () => {
      const settings = config();
      assertShared(settings);
      const stop = stopSignal();
      const { stdout, stderr } = output;
      const worker = await wiring.startWorker(settings, { sink: stdout.isTTY ? readableLines(stdout) : stdout });
      let health: Server | null = null;
      try {
        health = await openHealth(settings, readiness(worker));
        stderr.write(`\n  The worker takes jobs, ${settings.jobs.concurrency} side by side.\n\n`);
        await Promise.race([stop.promise, unusable(worker)]);
      } finally {
        await worker.close();
        health?.close().closeAllConnections();
      }
      finish(EXIT.ok);
    });
}

/** Never resolves. @throws when the catalogue is there after all, and cannot be used */
async function unusable({ app }: RunningWorker): Promise<never> {
  await app.get(CatalogueConnection).whenReady();
  return new Promise(() => undefined);
}

function readiness({ app }: RunningWorker): Readiness {
  const [runner, catalogue] = [app.get(JobRunner), app.get(CatalogueHealth)];
  return async () => (runner.stopping ? 'This worker is about to stop.' : (await catalogue.check()).problem);
}
