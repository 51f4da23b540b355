import { Entity } from 'typeorm';
import { BigCount, PrimaryText } from '../columns.js';

/** The next free integer id of a table whose ids we give ourselves. */
@Entity('id_sequence')
export class IdSequence {
  /** The table's name. */
  @PrimaryText(64)
  name!: string;

  @BigCount()
  nextId!: number;
}
