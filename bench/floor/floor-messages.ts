import type { SourcePlace } from '../sources/bench-source.js';

export interface FloorTask {
  readonly place: SourcePlace;
  /** The product's catalogue after its first run: whose rows are written again. Null: only read. */
  readonly catalogue: string | null;
  /** A file that does not exist yet, for these rows. */
  readonly copy: string;
}

export interface FloorAnswer {
  readonly readSeconds: number;
  readonly writeSeconds: number;
  /** Rows that the bare queries gave, and that were written. */
  readonly rowsRead: number;
  readonly rowsWritten: number;
}
