import { Controller, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Actor } from '../../common/actor.js';
import { DomainError } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { FileQueries } from '../../jobs/files/file-queries.js';
import { JobFiles } from '../../jobs/files/job-files.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { UploadQueryDto } from './file-query.dto.js';
import { FileDto } from './file.dto.js';
import { presentFile } from './present-file.js';

const WORKSPACE = new UuidPipe('workspace');

/** Files that people and programs send, to be inputs of jobs. */
@ApiTags('Files')
@Controller('api/workspaces/:id/files')
export class UploadsController {
  constructor(
    private readonly files: JobFiles,
    private readonly queries: FileQueries,
    private readonly config: Config,
  ) {}

  @Post()
  @ApiConsumes('application/octet-stream')
  @ApiBody({ description: 'The content as it is', schema: { type: 'string', format: 'binary' } })
  @Route({
    id: 'uploadFile',
    does: 'Send a file, for jobs to read',
    description:
      'Content that the workspace has already, as a file of the same type, is not kept twice: that file is the answer.',
    status: 201,
    answer: FileDto,
    location: 'files',
    problems: [404, 409, 413, 422],
  })
  async upload(
    @By() actor: Actor,
    @Param('id', WORKSPACE) workspaceId: string,
    @Query() { name = 'file', type = 'application/octet-stream', annotation }: UploadQueryDto,
    @Req() request: Request,
  ): Promise<FileDto> {
    if (Number(request.headers['content-length'] ?? 0) > this.config.files.uploadLimitBytes) {
      throw new DomainError('file-too-large', 'The file is larger than SESHAT_UPLOAD_LIMIT_MB allows.');
    }
    // The connection stays, whatever becomes of the content: who sends it is to read the answer.
    const content = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    const { id } = await this.files.upload(actor, { workspaceId, name, type, annotation }, content);
    return presentFile(await this.queries.get(actor, id));
  }
}
