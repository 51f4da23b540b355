import { Entity } from 'typeorm';
import { PrimaryText, ShortText } from '../../persistence/columns.js';

/** A kind of file that tasks declare. */
@Entity('file_type')
export class FileType {
  /** The MIME type. */
  @PrimaryText(120)
  name!: string;

  @ShortText(200)
  label!: string;

  /** With its dot, such as `.csv`. */
  @ShortText(20, { nullable: true })
  extension!: string | null;
}
