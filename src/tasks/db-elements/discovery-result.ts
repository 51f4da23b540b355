import type { DiffSummary } from '../../catalogue/diff/diff-types.js';
import type { ReadResult } from '../../introspection/schema-reader.js';

/** What a discovery answers; the job's result. */
export interface DiscoveryResult {
  readonly engine: string;
  readonly version: string;
  /** In the snapshot. */
  readonly tables: number;
  readonly tablesWithColumns: number;
  /** Could not be read: a run with such ones is "completed with errors". */
  readonly tablesFailed: number;
  readonly columns: number;
  readonly relationships: number;
  /** Kept by name: they refer to something that is not catalogued. */
  readonly relationshipsOutside: number;
  readonly tableChanges: ObjectChanges;
  readonly columnChanges: ObjectChanges;
  readonly relationshipChanges: ObjectChanges;
  /** How often each kind of change was found since the last run. */
  readonly changes: Readonly<Record<string, number>>;
  /** Catalogue rows written. */
  readonly writes: number;
  readonly warnings: readonly string[];
  /** Queries that the source was asked. */
  readonly queries: number;
  /** The greatest resident memory of the reader's process, MiB. */
  readonly readerRssMb: number;
  readonly seconds: { readonly read: number; readonly plan: number };
}

interface ObjectChanges {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly missing: number;
  readonly returned: number;
}

const WARNINGS_KEPT = 100;

const changesOf = ({ created, updated, unchanged, missing, returned }: ObjectChanges): ObjectChanges => ({
  created,
  updated,
  unchanged,
  missing,
  returned,
});

export function discoveryResult(
  read: ReadResult,
  summary: DiffSummary,
  seconds: DiscoveryResult['seconds'],
): DiscoveryResult {
  return {
    engine: read.source.engine,
    version: read.source.version,
    tables: summary.tables.total,
    tablesWithColumns: summary.tables.withColumns,
    tablesFailed: summary.tables.failed,
    columns: summary.columns.total,
    relationships: summary.relationships.total,
    relationshipsOutside: summary.relationships.outside,
    tableChanges: changesOf(summary.tables),
    columnChanges: changesOf(summary.columns),
    relationshipChanges: changesOf(summary.relationships),
    changes: summary.changes,
    writes: summary.writes,
    warnings: read.warnings.slice(0, WARNINGS_KEPT),
    queries: read.queries,
    readerRssMb: read.rssMb,
    seconds,
  };
}
