import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Json, LongText, Name, PrimaryInt, ShortText, Timestamp, Uuid } from '../../persistence/columns.js';
import { SqlDb } from '../sql-db/sql-db.entity.js';

/** What a change is about. */
export const CHANGE_OBJECTS = ['table', 'column', 'primary-key', 'unique', 'check', 'index', 'relationship'] as const;
export type ChangeObject = (typeof CHANGE_OBJECTS)[number];

/** What happened to it. */
export const CHANGE_KINDS = [
  'added',
  'missing',
  'returned',
  // of a table
  'kind',
  'definition',
  'partitions',
  // of a column
  'retyped',
  'nullability',
  'default',
  'identity',
  'generated',
  'collation',
  'order',
  // of tables and columns
  'comment',
  // of keys, checks and indexes
  'redefined',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One difference between two discoveries of a source; kept by name, so that it outlives what it tells of. */
@Entity('catalogue_change')
@Index('catalogue_change_sql_db', ['sqlDbId', 'id'])
@Index('catalogue_change_table', ['sqlDbId', 'tableKey', 'id'])
@Index('catalogue_change_job', ['jobId'])
export class CatalogueChange {
  @PrimaryInt()
  id!: number;

  @Uuid({ update: false })
  sqlDbId!: string;

  @ManyToOne(() => SqlDb, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'sql_db_id', foreignKeyConstraintName: 'catalogue_change_sql_db_fk' })
  sqlDb?: SqlDb;

  /** The job that published it. */
  @Uuid({ update: false })
  jobId!: string;

  @Timestamp({ update: false })
  at!: Date;

  @ShortText(16, { update: false })
  objectType!: ChangeObject;

  @ShortText(16, { update: false })
  change!: ChangeKind;

  /** `SqlTable.key` of the table it is, or belongs to. */
  @ShortText(64, { update: false })
  tableKey!: string;

  @Name({ update: false })
  schemaName!: string;

  @Name({ update: false })
  tableName!: string;

  /** The column, constraint or index; null for a table and for what has no name. */
  @LongText({ nullable: true, update: false })
  objectName!: string | null;

  /** What it was; null for what was not there. */
  @Json({ nullable: true, update: false })
  before!: unknown;

  /** What it has become; null for what is gone. */
  @Json({ nullable: true, update: false })
  after!: unknown;
}
