import type { SnapshotEntry, SnapshotTable } from '../../common/snapshot.js';
import { parseTable } from '../../introspection/table-shape.js';

/**
 * The tables of a snapshot, parsed. Those of a new source are all needed, so they are parsed as they arrive, while this
 * process would but wait for the reader's.
 */
export class ParsedTables {
  readonly #ahead = new WeakMap<SnapshotEntry, SnapshotTable>();

  /** @throws SourceError `protocol` for what is no table */
  parseAhead(entry: SnapshotEntry): void {
    this.#ahead.set(entry, parseTable(entry));
  }

  /** @throws SourceError `protocol` for what is no table */
  readonly parse = (entry: SnapshotEntry): SnapshotTable => this.#ahead.get(entry) ?? parseTable(entry);
}
