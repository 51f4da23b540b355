import type { Engine } from '../src/common/snapshot.js';

/** What was measured of one source; times are medians of the rounds, memory and delay the worst. */
export interface BenchResult {
  readonly engine: Engine;
  readonly tables: number;
  readonly columns: number;
  /** The first discovery, from the click to COMPLETED. */
  readonly seconds: number;
  /** Bare queries and bare bulk write of the same rows. */
  readonly floorSeconds: number;
  /** `seconds / floorSeconds`. */
  readonly ratio: number;
  /** A discovery of the unchanged source. */
  readonly rerunSeconds: number;
  /** The bare queries alone. */
  readonly bareSeconds: number;
  /** `rerunSeconds / bareSeconds`. */
  readonly rerunRatio: number;
  /** Asked of the source in the first discovery. */
  readonly queries: number;
  /** The greatest resident memory of the reader's process, MiB. */
  readonly readerRssMb: number;
  /** The longest that the server's event loop was held up. */
  readonly loopDelayMs: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** Cut to so many decimals. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
