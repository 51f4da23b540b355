import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import type { SnapshotCheck, SnapshotIndex, SnapshotUnique, TableKind } from '../../common/snapshot.js';
import {
  BigCount,
  Int,
  Json,
  LongText,
  Name,
  PrimaryInt,
  ShortText,
  Timestamp,
  Uuid,
} from '../../persistence/columns.js';
import { SqlDb } from '../sql-db/sql-db.entity.js';

/** Keys and indexes of a table as captured; its foreign keys are relationships. */
export interface TableStructure {
  readonly primaryKeyName: string | null;
  /** Names of columns in key order. */
  readonly primaryKey: readonly string[];
  readonly uniques: readonly SnapshotUnique[];
  readonly checks: readonly SnapshotCheck[];
  readonly indexes: readonly SnapshotIndex[];
}

/** A table, view or the like of a source. */
@Entity('sql_table')
@Index('sql_table_key', ['sqlDbId', 'key'], { unique: true })
export class SqlTable {
  @PrimaryInt()
  id!: number;

  @Uuid({ update: false })
  sqlDbId!: string;

  @ManyToOne(() => SqlDb, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'sql_db_id', foreignKeyConstraintName: 'sql_table_sql_db_fk' })
  sqlDb?: SqlDb;

  /** `tableKey(schema, name)`: what a table is known by from one discovery to the next. */
  @ShortText(64, { update: false })
  key!: string;

  @Name()
  schema!: string;

  @Name()
  name!: string;

  @ShortText(20)
  kind!: TableKind;

  /** The source's own. */
  @LongText({ nullable: true })
  comment!: string | null;

  /** Written by people; discovery never does. */
  @LongText({ nullable: true })
  description!: string | null;

  @LongText({ nullable: true })
  generatedComment!: string | null;

  @Json()
  tags!: string[];

  /** From the source's statistics; rewritten only when moved by more than a fifth. */
  @BigCount({ nullable: true })
  rowEstimate!: number | null;

  /** Partitions folded under it. */
  @Int()
  partitions!: number;

  /** A view's query as the source keeps it. */
  @LongText({ nullable: true })
  definition!: string | null;

  @Json()
  structure!: TableStructure;

  /** Of the document it was last published from; empty: to be compared in full next time. Who else writes a captured column clears it. */
  @ShortText(64)
  fingerprint!: string;

  /** Columns that are there. */
  @Int()
  columnCount!: number;

  /** Columns that have vanished and are not purged. */
  @Int()
  missingColumnCount!: number;

  /** Since when the source has not had it. */
  @Timestamp({ nullable: true })
  missingSince!: Date | null;

  /** Since when it could not be read: the picture is the last good one. */
  @Timestamp({ nullable: true })
  staleSince!: Date | null;

  /** Why it could not be read. */
  @LongText({ nullable: true })
  problem!: string | null;

  /** Counts people's edits. */
  @Int()
  version!: number;
}
