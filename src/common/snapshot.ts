import { hash } from 'node:crypto';

/** The neutral model of a source's structure: what a reader returns and the catalogue merges. Plain data. */

export const ENGINES = ['sqlite', 'mariadb', 'mysql', 'postgresql'] as const;
export type Engine = (typeof ENGINES)[number];

/** Where an engine listens unless it is told otherwise; null for files. A source without a port means this one. */
export const DEFAULT_PORTS = {
  sqlite: null,
  mariadb: 3306,
  mysql: 3306,
  postgresql: 5432,
} as const satisfies Record<Engine, number | null>;

export const TABLE_KINDS = [
  'table',
  'partitioned_table',
  'view',
  'materialized_view',
  'foreign_table',
  'virtual_table',
] as const;
export type TableKind = (typeof TABLE_KINDS)[number];

export const DATA_FORMATS = [
  'INT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'VARCHAR', 'CHAR', 'DATE', 'TIME', 'TIMESTAMP', 'BOOLEAN', 'ENUM',
  'JSON', 'BINARY', 'UUID', 'ARRAY', 'OTHER',
] as const; // prettier-ignore
export type DataFormat = (typeof DATA_FORMATS)[number];

export type ReferentialAction = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT';

export interface SnapshotSource {
  readonly engine: Engine;
  /** As the server says it, such as `10.11.19-MariaDB-0+deb12u1`. */
  readonly version: string;
  /** The database that was connected to; the file's name for SQLite. */
  readonly database: string;
  /** The schemas that were read, in the order of their names. */
  readonly schemas: readonly string[];
}

export interface SnapshotColumn {
  /** Byte for byte as the source has it. */
  readonly name: string;
  /** 1-based, without gaps. */
  readonly ordinal: number;
  /** The native type, verbatim, such as `decimal(12,2) unsigned` or `character varying(40)`. */
  readonly type: string;
  readonly dataFormat: DataFormat;
  readonly length: number | null;
  readonly precision: number | null;
  readonly scale: number | null;
  readonly nullable: boolean;
  /** The default's expression in the source's own SQL, or null when there is none. */
  readonly default: string | null;
  readonly identity: 'always' | 'by default' | 'auto_increment' | null;
  readonly generated: { readonly expression: string | null; readonly stored: boolean } | null;
  readonly enumValues: readonly string[] | null;
  readonly collation: string | null;
  readonly comment: string | null;
}

export interface SnapshotUnique {
  readonly name: string | null;
  readonly columns: readonly string[];
}

export interface SnapshotCheck {
  readonly name: string | null;
  readonly expression: string;
}

export interface SnapshotIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly primary: boolean;
  /** In key order; a column's name or, for an expression, its SQL. */
  readonly parts: readonly {
    readonly column: string | null;
    readonly expression: string | null;
    readonly descending: boolean;
  }[];
  /** Such as btree, hash, gin, fulltext. */
  readonly method: string | null;
  /** The condition of a partial index. */
  readonly predicate: string | null;
}

export interface SnapshotForeignKey {
  /** Null when the source gives it none (SQLite). */
  readonly name: string | null;
  /** `columns[i]` refers to `refColumns[i]`, in the order of the constraint. */
  readonly columns: readonly string[];
  readonly refSchema: string;
  readonly refTable: string;
  readonly refColumns: readonly string[];
  readonly onUpdate: ReferentialAction;
  readonly onDelete: ReferentialAction;
  readonly deferrable: boolean;
}

export interface SnapshotTable {
  /** The schema; the database's name on MySQL and MariaDB, `main` on SQLite. */
  readonly schema: string;
  readonly name: string;
  readonly kind: TableKind;
  readonly comment: string | null;
  /** A view's query as the source keeps it. */
  readonly definition: string | null;
  readonly columns: readonly SnapshotColumn[];
  /** Names in key order; empty without a key. */
  readonly primaryKey: readonly string[];
  readonly primaryKeyName: string | null;
  readonly uniques: readonly SnapshotUnique[];
  readonly checks: readonly SnapshotCheck[];
  readonly indexes: readonly SnapshotIndex[];
  readonly foreignKeys: readonly SnapshotForeignKey[];
  /** How many partitions are folded under it (0 for what is not partitioned). */
  readonly partitions: number;
  /** Why it could not be read (a broken view, a lost grant); its columns are then empty and the last good picture is kept. */
  readonly problem: string | null;
}

/** One table as it arrives from a reader: compared by fingerprint, parsed only when that differs. */
export interface SnapshotEntry {
  /** {@link tableKey} of the table. */
  readonly key: string;
  /**
   * SHA-256 (hex) of all that the table's picture is made of and the reader's version; row estimates are outside it. Empty
   * when `problem` is set.
   */
  readonly fingerprint: string;
  /** An estimate from the source's statistics, never a COUNT(*); null when unknown. */
  readonly rowEstimate: number | null;
  readonly problem: boolean;
  /**
   * The table as its reader packed it: opaque, only the reader's own `parseTable` turns it into a {@link SnapshotTable}.
   * Null when the reader was told this fingerprint beforehand: the table is as it was then.
   */
  readonly json: string | null;
}

/** A whole picture: complete only when the reader sent its end line and the counts agree. */
export interface Snapshot {
  readonly source: SnapshotSource;
  readonly entries: readonly SnapshotEntry[];
  readonly warnings: readonly string[];
  /** How many queries the reader asked. */
  readonly queries: number;
}

/** The stable key of a table within its source: SHA-256 (hex, 64 characters) of schema and name, whatever their length. */
export function tableKey(schema: string, name: string): string {
  return stableKey([schema, name]);
}

/** SHA-256 (hex) of the parts, unambiguous whatever characters they hold. */
export function stableKey(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts));
}
