import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import type { DataFormat, SnapshotColumn } from '../../common/snapshot.js';
import {
  BigCount,
  Flag,
  Int,
  Json,
  LongText,
  Name,
  PrimaryInt,
  ShortText,
  Timestamp,
} from '../../persistence/columns.js';
import { SqlTable } from '../sql-table/sql-table.entity.js';

/** A column of a table. */
@Entity('sql_column')
@Index('sql_column_key', ['sqlTableId', 'key'], { unique: true })
export class SqlColumn {
  @PrimaryInt()
  id!: number;

  @Int({ update: false })
  sqlTableId!: number;

  @ManyToOne(() => SqlTable, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'sql_table_id', foreignKeyConstraintName: 'sql_column_sql_table_fk' })
  sqlTable?: SqlTable;

  /** `columnKey(originalColumnName)`: what a column is known by from one discovery to the next. */
  @ShortText(64, { update: false })
  key!: string;

  /** Byte for byte as the source has it. */
  @Name()
  originalColumnName!: string;

  /** The name people give it; starts as the original one, and discovery never writes it again. */
  @Name()
  columnName!: string;

  /** 1-based; of a missing column, as it was last seen. */
  @Int()
  ordinal!: number;

  /** Verbatim, such as `decimal(12,2) unsigned`. */
  @LongText()
  nativeType!: string;

  @ShortText(16)
  dataFormat!: DataFormat;

  @BigCount({ nullable: true })
  length!: number | null;

  @Int({ nullable: true })
  precision!: number | null;

  @Int({ nullable: true })
  scale!: number | null;

  @Flag()
  nullable!: boolean;

  /** The default's expression in the source's own SQL. */
  @LongText({ nullable: true })
  defaultValue!: string | null;

  @ShortText(16, { nullable: true })
  identity!: SnapshotColumn['identity'];

  @Json({ nullable: true })
  generated!: SnapshotColumn['generated'];

  @Json({ nullable: true })
  enumValues!: readonly string[] | null;

  @LongText({ nullable: true })
  collation!: string | null;

  /** The source's own. */
  @LongText({ nullable: true })
  comment!: string | null;

  /** Written by people (`column_description` of exports); discovery never does. */
  @LongText({ nullable: true })
  description!: string | null;

  @LongText({ nullable: true })
  generatedComment!: string | null;

  /** What its values mean; written by people. */
  @LongText({ nullable: true })
  valueDescription!: string | null;

  /** `PK` for a part of the primary key. */
  @ShortText(8, { nullable: true })
  pkField!: string | null;

  /** What it refers to, by `formatFkField`. */
  @LongText({ nullable: true })
  fkField!: string | null;

  @Timestamp({ nullable: true })
  missingSince!: Date | null;

  /** Counts people's edits. */
  @Int()
  version!: number;
}
