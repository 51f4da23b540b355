import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FloorAnswer, FloorTask } from './floor/floor-messages.js';
import { runChild } from './processes/run-child.js';
import type { ProductAnswer, ProductTask } from './product/product-messages.js';
import { median, rounded, type BenchResult } from './results.js';
import type { SourcePlace } from './sources/bench-source.js';

/** Discoveries of the unchanged source in each round. */
const RERUNS = 2;

/**
 * Measures one source: in each round the product on a fresh catalogue, then the floor on the same source and the rows
 * that the product has written, so that both meet the same machine.
 * @throws Error when a discovery fails, or one of the unchanged source writes anything
 */
export async function measureSource(
  place: SourcePlace,
  rounds: number,
  directory: string,
  env: NodeJS.ProcessEnv,
): Promise<BenchResult> {
  const products: ProductAnswer[] = [];
  const floors: FloorAnswer[] = [];
  const floor = (catalogue: string | null, copy: string): Promise<FloorAnswer> =>
    runChild<FloorTask, FloorAnswer>('floor', { place, catalogue, copy }, env);
  // The server reads its files for the first time: nobody's measure.
  await floor(null, '');
  for (let round = 0; round < rounds; round++) {
    const dataDir = await mkdtemp(join(directory, 'data-'));
    const product = await runChild<ProductTask, ProductAnswer>('product', { place, dataDir, reruns: RERUNS }, env);
    products.push(product);
    floors.push(await floor(product.catalogue, join(dataDir, 'floor.sqlite')));
    await rm(dataDir, { recursive: true, force: true });
  }
  return summarise(place, products, floors);
}

function summarise(
  { engine }: SourcePlace,
  products: readonly ProductAnswer[],
  floors: readonly FloorAnswer[],
): BenchResult {
  const firsts = products.map(({ first }) => first);
  const reruns = products.flatMap((product) => product.reruns);
  const writes = reruns.reduce((sum, run) => sum + run.writes, 0);
  if (writes > 0) throw new Error(`${engine}: ${writes} rows were written for an unchanged source.`);
  const seconds = median(firsts.map((run) => run.seconds));
  const floorSeconds = median(floors.map(({ readSeconds, writeSeconds }) => readSeconds + writeSeconds));
  const rerunSeconds = median(reruns.map((run) => run.seconds));
  const bareSeconds = median(floors.map(({ readSeconds }) => readSeconds));
  const all = [...firsts, ...reruns];
  return {
    engine,
    tables: firsts[0]?.tables ?? 0,
    columns: firsts[0]?.columns ?? 0,
    seconds: rounded(seconds, 3),
    floorSeconds: rounded(floorSeconds, 3),
    ratio: rounded(seconds / floorSeconds, 2),
    rerunSeconds: rounded(rerunSeconds, 3),
    bareSeconds: rounded(bareSeconds, 3),
    rerunRatio: rounded(rerunSeconds / bareSeconds, 2),
    queries: Math.max(...firsts.map((run) => run.queries)),
    readerRssMb: Math.max(...all.map((run) => run.readerRssMb)),
    loopDelayMs: rounded(Math.max(...all.map((run) => run.loopDelayMs)), 1),
  };
}
