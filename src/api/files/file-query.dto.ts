import { FILE_DIRECTORIES, type FileDirectory } from '../../jobs/files/file.entity.js';
import { PageQueryDto } from '../fields/list-query.dto.js';
import { QueryChoice, QueryText, QueryUuid } from '../fields/query-fields.js';

/** Which files to list; always newest first. */
export class FileQueryDto extends PageQueryDto {
  @QueryText({ description: 'Text to find in the name' })
  readonly q?: string;

  @QueryUuid({ description: 'Of this workspace only' })
  readonly workspace?: string;

  @QueryUuid({ description: 'Made by this job only' })
  readonly job?: string;

  @QueryText({ max: 120, description: 'Of this MIME type only', example: 'text/csv' })
  readonly type?: string;

  @QueryChoice(FILE_DIRECTORIES, { description: 'Made by jobs, or imported' })
  readonly directory?: FileDirectory;

  @QueryText({ max: 64, description: 'With this content only, by its checksum' })
  readonly sha256?: string;
}

/** What is said of a file that is uploaded. */
export class UploadQueryDto {
  @QueryText({ max: 255, description: 'Made safe, and numbered where it is taken; `file` when left out' })
  readonly name?: string;

  @QueryText({ max: 120, description: 'MIME type; application/octet-stream when left out', example: 'text/csv' })
  readonly type?: string;

  @QueryText({ max: 4096, description: 'What it is, for people' })
  readonly annotation?: string;
}
