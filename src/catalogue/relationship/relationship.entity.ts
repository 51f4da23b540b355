import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import type { ReferentialAction } from '../../common/snapshot.js';
import { Flag, Int, LongText, Name, PrimaryInt, ShortText, Timestamp, Uuid } from '../../persistence/columns.js';
import { SqlDb } from '../sql-db/sql-db.entity.js';
import { SqlTable } from '../sql-table/sql-table.entity.js';

/** Where a relationship comes from: the source says so, it was found and accepted, or a person says so. */
export const RELATIONSHIP_KINDS = ['declared', 'inferred', 'manual'] as const;
export type RelationshipKind = (typeof RELATIONSHIP_KINDS)[number];

/** A key from one table to another; its columns are the pairs. */
@Entity('relationship')
@Index('relationship_key', ['sourceTableId', 'key'], { unique: true })
@Index('relationship_sql_db', ['sqlDbId'])
@Index('relationship_target_table', ['targetTableId'])
export class Relationship {
  @PrimaryInt()
  id!: number;

  @Uuid({ update: false })
  sqlDbId!: string;

  @ManyToOne(() => SqlDb, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'sql_db_id', foreignKeyConstraintName: 'relationship_sql_db_fk' })
  sqlDb?: SqlDb;

  /** What it is known by within its table from one discovery to the next (see stable-keys.ts). */
  @ShortText(64, { update: false })
  key!: string;

  /** Null when the source gives it none. */
  @Name({ nullable: true })
  constraintName!: string | null;

  @ShortText(16)
  kind!: RelationshipKind;

  @Int({ update: false })
  sourceTableId!: number;

  @ManyToOne(() => SqlTable, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'source_table_id', foreignKeyConstraintName: 'relationship_source_table_fk' })
  sourceTable?: SqlTable;

  /** Null: the target is outside the catalogue, known by name only. */
  @Int({ nullable: true })
  targetTableId!: number | null;

  @ManyToOne(() => SqlTable, { nullable: true, onDelete: 'SET NULL', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'target_table_id', foreignKeyConstraintName: 'relationship_target_table_fk' })
  targetTable?: SqlTable | null;

  @Name()
  targetSchema!: string;

  /** The target's name, whether it is catalogued or not. */
  @Name({ name: 'target_table' })
  targetTableName!: string;

  @ShortText(16)
  onUpdate!: ReferentialAction;

  @ShortText(16)
  onDelete!: ReferentialAction;

  @Flag()
  deferrable!: boolean;

  @LongText({ nullable: true })
  description!: string | null;

  @Timestamp({ nullable: true })
  missingSince!: Date | null;

  /** Counts people's edits. */
  @Int()
  version!: number;
}
