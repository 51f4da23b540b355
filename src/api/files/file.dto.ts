import { FILE_DIRECTORIES } from '../../jobs/files/file.entity.js';
import { ShownChoice, ShownInt, ShownText, ShownThing, ShownThings, ShownTime, ShownUuid } from '../fields/shown.js';

/** Where an imported file came from. */
export class FileSourceDto {
  @ShownText({ description: 'The name under which it was given' })
  readonly name!: string;

  @ShownTime()
  readonly importedAt!: Date;

  @ShownUuid({ nullable: true })
  readonly importedById!: string | null;

  @ShownText({ description: 'Kept also after that user is gone' })
  readonly importedByName!: string;
}

/** A registered file. */
export class FileDto {
  @ShownUuid()
  readonly id!: string;

  @ShownUuid()
  readonly workspaceId!: string;

  @ShownUuid({ nullable: true, description: 'The job that made it' })
  readonly jobId!: string | null;

  @ShownText({ example: 'tables.csv' })
  readonly name!: string;

  @ShownChoice(FILE_DIRECTORIES)
  readonly directory!: string;

  @ShownText({ description: "Below the workspace's directory", example: 'jobs/job_7/tables.csv' })
  readonly path!: string;

  @ShownText({ description: 'MIME type', example: 'text/csv' })
  readonly type!: string;

  @ShownInt({ nullable: true, description: 'One of the sub-types that the task declares' })
  readonly subType!: number | null;

  @ShownInt({ nullable: true, description: 'One of the content flags that the task declares' })
  readonly contentFlag!: number | null;

  @ShownText({ nullable: true })
  readonly annotation!: string | null;

  @ShownInt({ description: 'In bytes' })
  readonly size!: number;

  @ShownText({ description: 'Of the content, in hexadecimal digits' })
  readonly sha256!: string;

  @ShownTime()
  readonly createdAt!: Date;

  @ShownThing(() => FileSourceDto, { nullable: true, description: 'Of an imported one' })
  readonly source!: FileSourceDto | null;
}

/** A file of a job, as one of its parameters. */
export class JobFileDto extends FileDto {
  @ShownChoice(['in', 'out'], { description: 'Whether the job reads it or made it' })
  readonly role!: string;

  @ShownText({ example: 'HKLIN[2].file' })
  readonly parameterName!: string;
}

/** The files of a job: inputs first, by parameter. */
export class JobFilesDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => JobFileDto)
  readonly items!: readonly JobFileDto[];
}

/** A page of files, newest first. */
export class FilePageDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => FileDto)
  readonly items!: readonly FileDto[];
}
