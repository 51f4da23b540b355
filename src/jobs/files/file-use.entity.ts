import { Entity, Index } from 'typeorm';
import { PrimaryText, PrimaryUuid } from '../../persistence/columns.js';

/** Whether a job reads a file or made it. */
export type FileRole = 'in' | 'out';

/** That a job uses a file, as which of its parameters. */
@Entity('file_use')
@Index('file_use_job', ['jobId'])
export class FileUse {
  @PrimaryUuid()
  fileId!: string;

  @PrimaryUuid()
  jobId!: string;

  @PrimaryText(4)
  role!: FileRole;

  @PrimaryText(190)
  parameterName!: string;
}
