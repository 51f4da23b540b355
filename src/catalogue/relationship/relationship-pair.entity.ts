import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Int, Name, PrimaryInt } from '../../persistence/columns.js';
import { SqlColumn } from '../sql-column/sql-column.entity.js';
import { Relationship } from './relationship.entity.js';

/** One column of a relationship and the column it refers to. */
@Entity('relationship_pair')
@Index('relationship_pair_source_column', ['sourceColumnId'])
@Index('relationship_pair_target_column', ['targetColumnId'])
export class RelationshipPair {
  @PrimaryInt()
  relationshipId!: number;

  /** 1-based, in the order of the constraint. */
  @PrimaryInt()
  position!: number;

  @ManyToOne(() => Relationship, { onDelete: 'CASCADE', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'relationship_id', foreignKeyConstraintName: 'relationship_pair_relationship_fk' })
  relationship?: Relationship;

  /** Null when the catalogue does not have the column. */
  @Int({ nullable: true })
  sourceColumnId!: number | null;

  @ManyToOne(() => SqlColumn, { nullable: true, onDelete: 'SET NULL', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'source_column_id', foreignKeyConstraintName: 'relationship_pair_source_column_fk' })
  sourceColumnRow?: SqlColumn | null;

  @Int({ nullable: true })
  targetColumnId!: number | null;

  @ManyToOne(() => SqlColumn, { nullable: true, onDelete: 'SET NULL', onUpdate: 'NO ACTION' })
  @JoinColumn({ name: 'target_column_id', foreignKeyConstraintName: 'relationship_pair_target_column_fk' })
  targetColumnRow?: SqlColumn | null;

  /** The source's names, whether catalogued or not. */
  @Name()
  sourceColumn!: string;

  @Name()
  targetColumn!: string;
}
