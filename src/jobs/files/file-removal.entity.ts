import { Entity, Index } from 'typeorm';
import { Int, PrimaryUuid, ShortText, Timestamp } from '../../persistence/columns.js';

/**
 * A place of the file store that no File stands for: what is to be removed, or is being written for a File to come. It is
 * written in the transaction that removes the rows, so that bytes never stay behind whatever dies in between.
 */
@Entity('file_removal')
@Index('file_removal_place', ['place'], { unique: true })
@Index('file_removal_due', ['dueAt'])
export class FileRemoval {
  @PrimaryUuid()
  id!: string;

  /** A key of the file store; with `/` at its end everything below. */
  @ShortText(600)
  place!: string;

  /** Removed from this instant on. */
  @Timestamp()
  dueAt!: Date;

  /** How often it was tried. Once it was, nothing may come to stand there. */
  @Int({ default: 0 })
  tries!: number;
}
