import type { SourcePlace } from '../sources/bench-source.js';

/** What a measured server is asked to do. */
export interface ProductTask {
  readonly place: SourcePlace;
  /** Empty; the catalogue's file is made in it. */
  readonly dataDir: string;
  /** Discoveries of the unchanged source after the first one. */
  readonly reruns: number;
}

/** One discovery, from the click to COMPLETED. */
export interface Run {
  readonly seconds: number;
  /** The event loop's longest wait meanwhile, and shortly after. */
  readonly loopDelayMs: number;
  readonly tables: number;
  readonly columns: number;
  readonly queries: number;
  readonly readerRssMb: number;
  /** Rows of the catalogue's structure that were written, a row written with what it had included. */
  readonly writes: number;
}

export interface ProductAnswer {
  readonly first: Run;
  readonly reruns: readonly Run[];
  readonly catalogue: string;
}
