import type { SnapshotEntry } from '../../common/snapshot.js';
import type { TableStructure } from '../sql-table/sql-table.entity.js';
import type { CapturedColumn } from './captured-column.js';
import type { ChangeDraft } from './change-draft.js';
import { LISTED, type DiffSummary, type TableName } from './diff-types.js';
import type { KnownTable, TableDetails } from './picture.js';
import type { KnownRelationship } from './relationship-picture.js';

/** A table in a plan; the `id` of a new one is that of the last time it was inserted, and 0 before. */
export interface TableNode {
  id: number;
  readonly key: string;
  readonly schema: string;
  readonly name: string;
  readonly known: KnownTable | null;
  /** Live columns by name; null while they have not been asked for. */
  columns: Map<string, ColumnNode> | null;
}

/** A column in a plan; the `id` of a new one is that of the last time it was inserted, and 0 before. */
export interface ColumnNode {
  id: number;
  readonly table: TableNode;
  readonly name: string;
}

/** What of a table is captured beside its name. */
export type CapturedTable = TableDetails & {
  readonly fingerprint: string;
  readonly rowEstimate: number | null;
  readonly columnCount: number;
  readonly missingColumnCount: number;
  /** Only of a table that could not be read; stale since the publish. */
  readonly problem: string | null;
};

export interface KeyFields {
  readonly pkField: string | null;
  readonly fkField: string | null;
}

/** A column that is inserted. */
export interface NewColumn extends ColumnNode, KeyFields {
  readonly key: string;
  readonly captured: CapturedColumn;
}

export interface PairDraft {
  readonly sourceColumn: string;
  readonly targetColumn: string;
  readonly source: ColumnNode | number | null;
  target: ColumnNode | number | null;
}

export type CapturedRelationship = Omit<
  KnownRelationship,
  'id' | 'pairs' | 'sourceTableId' | 'targetTableId' | 'missingSince'
>;

/** A relationship as it is to be, live; the `id` of a new one is that of the last time it was inserted, and 0 before. */
export interface RelationshipDraft {
  id: number;
  /** Not in the catalogue when it was planned. The id does not tell: a plan whose writes were rolled back is applied again. */
  readonly isNew: boolean;
  readonly table: TableNode | number;
  readonly captured: CapturedRelationship;
  target: TableNode | number | null;
  /** Null: as they are. */
  pairs: PairDraft[] | null;
}

/** Everything that publishing writes. */
export interface PlannedWrites {
  readonly newTables: { readonly node: TableNode; readonly captured: CapturedTable }[];
  /** There and read: no longer missing or stale. */
  readonly tables: { readonly id: number; readonly captured: CapturedTable }[];
  readonly estimates: { readonly id: number; readonly rowEstimate: number }[];
  /** Read again, and as they were. */
  readonly recoveredTables: number[];
  /** Could not be read; `newly`: since now. */
  readonly problems: { readonly id: number; readonly problem: string; readonly newly: boolean }[];
  /** There again, but their columns and relationships were not compared: what went missing with them returns. */
  readonly restoredTables: number[];
  /** Gone, with their columns and relationships. */
  readonly missingTables: number[];
  readonly newColumns: NewColumn[];
  /** There: no longer missing. */
  readonly columns: { readonly id: number; readonly captured: CapturedColumn; readonly keys: KeyFields }[];
  readonly keyFields: { readonly id: number; readonly keys: KeyFields }[];
  readonly missingColumns: number[];
  readonly relationships: RelationshipDraft[];
  readonly missingRelationships: number[];
}

/** Counts of a summary while they grow. */
export class Tally {
  created = 0;
  updated = 0;
  unchanged = 0;
  missing = 0;
  returned = 0;
}

/** What planning gathers. */
export class PlanState {
  /** Nothing of the source is catalogued yet: nothing it has is a change. */
  readonly isFirst: boolean;

  /** @param known the tables that are catalogued */
  constructor(known: ReadonlyMap<string, KnownTable>) {
    this.isFirst = known.size === 0;
    for (const table of known.values()) {
      const { id, key, schema, name } = table;
      this.nodes.set(key, { id, key, schema, name, known: table, columns: null });
    }
  }

  /** Tables of the snapshot, as far as the scope takes them. */
  total = 0;
  /** Every table that is catalogued or about to be, by key. */
  readonly nodes = new Map<string, TableNode>();
  readonly writes: PlannedWrites = {
    newTables: [],
    tables: [],
    estimates: [],
    recoveredTables: [],
    problems: [],
    restoredTables: [],
    missingTables: [],
    newColumns: [],
    columns: [],
    keyFields: [],
    missingColumns: [],
    relationships: [],
    missingRelationships: [],
  };
  readonly changes: ChangeDraft[] = [];
  readonly tables = new Tally();
  readonly columns = new Tally();
  readonly relationships = new Tally();
  /** Relationships of new tables: their targets are found once every table is known. */
  readonly untargeted: { readonly draft: RelationshipDraft; readonly targetKey: string }[] = [];
  /** Relationships of compared tables that are as they were, but not linked to the last column. */
  readonly unlinked: KnownRelationship[] = [];
  /** Ids of tables whose relationships have been compared. */
  readonly comparedTables = new Set<number>();
  /** Catalogued tables that get new columns. */
  readonly grownTables = new Set<number>();
  /** Keys of tables that have gone. */
  readonly vanished = new Set<string>();
  /** Names of columns that have gone, by the key of their table. */
  readonly droppedColumns = new Map<string, ReadonlySet<string>>();
  /** Asked once every table has been compared: whether a foreign key changed depends on both of its tables. */
  readonly afterTables: (() => void)[] = [];
  /** Declared keys of compared tables: to catalogued tables, and to others. */
  linked = 0;
  outside = 0;
  /** Declared keys of tables that were not compared whose target has only now appeared. */
  linkedLate = 0;
  readonly tableLists = {
    created: [] as DiffSummary['createdTables'][number][],
    missing: [] as TableName[],
    returned: [] as TableName[],
    failed: [] as DiffSummary['failedTables'][number][],
    withoutColumns: [] as TableName[],
  };
  withColumns = 0;
  failed = 0;
  columnTotal = 0;
}

/** Adds a name to a list of the summary, up to {@link LISTED}. */
export function list<T>(names: T[], name: T): void {
  if (names.length < LISTED) names.push(name);
}

/** A catalogued table of the snapshot, to be compared. */
export interface Candidate {
  readonly node: TableNode & { readonly known: KnownTable };
  readonly entry: SnapshotEntry;
}

export const EMPTY_STRUCTURE: TableStructure = {
  primaryKeyName: null,
  primaryKey: [],
  uniques: [],
  checks: [],
  indexes: [],
};
