import { Entity } from 'typeorm';
import { LongText, PrimaryUuid, ShortText, Timestamp, Uuid } from '../../persistence/columns.js';

/** Where an imported file came from. */
@Entity('file_import')
export class FileImport {
  @PrimaryUuid()
  fileId!: string;

  /** The name, or path, under which it was given. */
  @LongText()
  sourceName!: string;

  /** Of its content when it was imported. */
  @ShortText(64)
  sha256!: string;

  @Timestamp()
  importedAt!: Date;

  @Uuid({ nullable: true })
  importedById!: string | null;

  /** Kept also after that user is gone. */
  @ShortText(255)
  importedByName!: string;
}
