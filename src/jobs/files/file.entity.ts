import { Entity, Index } from 'typeorm';
import { BigCount, Int, LongText, PrimaryUuid, ShortText, Timestamp, Uuid } from '../../persistence/columns.js';

/** Where a file lies within its workspace's directory. */
export const FILE_DIRECTORIES = ['job', 'imported'] as const;
export type FileDirectory = (typeof FILE_DIRECTORIES)[number];

/** A registered file: what a job produced, or what was imported for one. Its bytes lie in the file store. */
@Entity('file')
@Index('file_checksum', ['workspaceId', 'sha256'])
@Index('file_job', ['jobId', 'id'])
@Index('file_place', ['workspaceId', 'path'], { unique: true })
export class File {
  @PrimaryUuid()
  id!: string;

  @Uuid()
  workspaceId!: string;

  /** The job that produced it; null for an imported one. */
  @Uuid({ nullable: true })
  jobId!: string | null;

  /** Where it stood in the container that declared it, such as `HKLIN[2].file`; empty for an import by itself. */
  @ShortText(190)
  parameterName!: string;

  /** The file's own name, without a directory. */
  @ShortText(255)
  name!: string;

  @ShortText(16)
  directory!: FileDirectory;

  /** Relative to the workspace's directory, with forward slashes, such as `jobs/job_1/job_2/tables.csv`. */
  @ShortText(500)
  path!: string;

  /** MIME type. */
  @ShortText(120)
  type!: string;

  /** One of the sub-types that the declaring schema names. */
  @Int({ nullable: true })
  subType!: number | null;

  /** One of the content flags that the declaring schema names. */
  @Int({ nullable: true })
  contentFlag!: number | null;

  @LongText({ nullable: true })
  annotation!: string | null;

  /** In bytes. */
  @BigCount()
  size!: number;

  /** Of its content, in 64 lower-case hexadecimal digits. */
  @ShortText(64)
  sha256!: string;

  @Timestamp()
  createdAt!: Date;
}
