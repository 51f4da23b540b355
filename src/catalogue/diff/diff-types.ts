import type { SnapshotEntry, SnapshotSource, SnapshotTable } from '../../common/snapshot.js';

/**
 * What of a snapshot is merged. `all`: everything, and what the snapshot lacks is marked missing. `tables`: the list of
 * tables alone. `columns`: the columns of catalogued tables. `relationships`: their keys, with the columns they need.
 * With `columns` and `relationships` the snapshot may hold some of the tables only: the others are left as they are.
 */
export const DIFF_SCOPES = ['all', 'tables', 'columns', 'relationships'] as const;
export type DiffScope = (typeof DIFF_SCOPES)[number];

/** How a snapshot is compared. */
export interface DiffOptions {
  /** The validated document of an entry; called once for each table that is new or has changed. */
  readonly parse: (entry: SnapshotEntry) => SnapshotTable;
  readonly scope: DiffScope;
  /** Publish even if more than half of the tables have vanished. */
  readonly acceptLoss: boolean;
  /** Ends planning with its reason. */
  readonly signal?: AbortSignal;
}

/** A whole snapshot, and how it is compared. */
export interface DiffInput extends DiffOptions {
  readonly source: SnapshotSource;
  readonly entries: readonly SnapshotEntry[];
}

export interface TableName {
  readonly schema: string;
  readonly name: string;
}

interface ObjectCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Newly missing. */
  readonly missing: number;
  /** Missing before, there again. */
  readonly returned: number;
}

/** What a plan does, for the log and the job's result. Plain JSON. */
export interface DiffSummary {
  readonly tables: ObjectCounts & {
    /** In the snapshot. */
    readonly total: number;
    /** Could not be read. */
    readonly failed: number;
    readonly withColumns: number;
  };
  readonly columns: ObjectCounts & { readonly total: number };
  readonly relationships: ObjectCounts & {
    /** Declared keys between catalogued tables. */
    readonly total: number;
    /** Declared keys to something that is not catalogued: kept by name, in no other figure. */
    readonly outside: number;
  };
  /** The first {@link LISTED} of each. */
  readonly createdTables: readonly (TableName & { readonly comment: string | null })[];
  readonly missingTables: readonly TableName[];
  readonly returnedTables: readonly TableName[];
  readonly failedTables: readonly (TableName & { readonly problem: string })[];
  readonly tablesWithoutColumns: readonly TableName[];
  /** How often each kind of change was found since the last run, such as `{'column retyped': 2}`; empty at the first. */
  readonly changes: Readonly<Record<string, number>>;
  /** Catalogue rows that publishing writes, the source's own row and change rows aside. */
  readonly writes: number;
}

/** Names listed in a summary, of each kind: results and logs stay small however large the source. */
export const LISTED = 1000;
