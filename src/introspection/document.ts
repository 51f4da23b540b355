import type { Snapshot, SnapshotSource, SnapshotTable } from '../common/snapshot.js';
import { parseTable } from './table-shape.js';

/** A table of the document: the model, and the estimate of its rows. */
export interface DocumentTable extends SnapshotTable {
  readonly rowEstimate: number | null;
}

/** What `seshat discover --json` prints; its JSON Schema is docs/snapshot.schema.json. */
export interface SnapshotDocument {
  readonly source: SnapshotSource;
  /** In the order of the reader. */
  readonly tables: readonly DocumentTable[];
  readonly warnings: readonly string[];
}

/** The document as one value. @throws SourceError for a table that is none */
export function snapshotDocument(snapshot: Snapshot): SnapshotDocument {
  const tables = snapshot.entries.map((entry) => ({ ...parseTable(entry), rowEstimate: entry.rowEstimate }));
  return { source: snapshot.source, tables, warnings: snapshot.warnings };
}

/** The same document as text, piece by piece and a table a line: no more than one table is held twice. */
export function* documentText(snapshot: Snapshot): Generator<string> {
  yield `{"source":${JSON.stringify(snapshot.source)},\n"tables":[`;
  let separator = '\n';
  for (const entry of snapshot.entries) {
    const table: DocumentTable = { ...parseTable(entry), rowEstimate: entry.rowEstimate };
    yield separator + JSON.stringify(table);
    separator = ',\n';
  }
  yield `\n],\n"warnings":${JSON.stringify(snapshot.warnings)}}\n`;
}
