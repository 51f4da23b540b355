import { JobQueries } from '../../src/jobs/job-queries.js';
import { JobStatisticsService } from '../../src/jobs/stats/job-statistics.service.js';
import type { BenchCatalogue } from './bench-catalogue.js';
import { casesOf } from './cases.js';
import { makeJobs, type JobWorld } from './make-jobs.js';

export interface MeasureOptions {
  readonly count: number;
  readonly rounds: number;
  readonly plans: boolean;
}

/** Fills the catalogue and asks each question so often; answers a table of milliseconds, and the plans when wanted. */
export async function measureLists(
  { engine, source, transactions, recorder, settle }: BenchCatalogue,
  world: JobWorld,
  { count, rounds, plans }: MeasureOptions,
): Promise<string> {
  const start = performance.now();
  await makeJobs(transactions, world, count);
  await settle();
  const lines = [`\n${engine}: ${count} jobs, made in ${((performance.now() - start) / 1000).toFixed(1)} s`];
  const told: string[] = [];
  for (const { name, ask } of casesOf(new JobQueries(transactions), new JobStatisticsService(transactions), world)) {
    const times: number[] = [];
    await ask();
    for (let round = 0; round < rounds; round++) {
      const before = performance.now();
      await ask();
      times.push(performance.now() - before);
    }
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    lines.push(`${name.padEnd(28)} ${median.toFixed(1).padStart(8)} ms`);
    if (plans) told.push(`\n-- ${engine}: ${name}`, ...(await recorder.plansOf(source, ask)));
  }
  return `${[...lines, ...told].join('\n')}\n`;
}
