import type { SnapshotTable } from '../common/snapshot.js';
import type { ReadSink } from './engine.js';
import type { LineSender } from './line-sender.js';
import { fingerprintOf, tableLine, unchangedLine } from './protocol.js';
import { packTable } from './table-shape.js';

/** Sends tables: those that the parent knows as no more than a word. */
export class TableSender implements Pick<ReadSink, 'table' | 'tableOf'> {
  /** Tables sent, in whatever form. */
  count = 0;
  /** Places in the request by fingerprint. */
  readonly #known: ReadonlyMap<string, number>;

  constructor(
    private readonly sender: LineSender,
    private readonly readerVersion: number,
    known: readonly string[],
  ) {
    this.#known = new Map(known.map((fingerprint, place) => [fingerprint, place]));
  }

  table(table: SnapshotTable, rowEstimate: number | null): void | Promise<void> {
    const json = packTable(table);
    const fingerprint = fingerprintOf('json', json, this.readerVersion);
    const known = table.problem === null ? this.#known.get(fingerprint) : undefined;
    this.count++;
    if (known !== undefined) return this.sender.send(unchangedLine(known, rowEstimate));
    return this.sender.send(tableLine(table, json, fingerprint, rowEstimate));
  }

  tableOf(facts: string, rowEstimate: number | null, make: () => SnapshotTable): void | Promise<void> {
    const fingerprint = fingerprintOf('facts', facts, this.readerVersion);
    const known = this.#known.get(fingerprint);
    if (known !== undefined) {
      this.count++;
      return this.sender.send(unchangedLine(known, rowEstimate));
    }
    const table = make();
    this.count++;
    return this.sender.send(tableLine(table, packTable(table), fingerprint, rowEstimate));
  }
}
