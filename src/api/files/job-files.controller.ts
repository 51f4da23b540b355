import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { FileQueries } from '../../jobs/files/file-queries.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { JobFilesDto } from './file.dto.js';
import { presentJobFile } from './present-file.js';

const ID = new UuidPipe('job');

/** What a job reads and what it made. */
@ApiTags('Files')
@Controller('api/jobs/:id/files')
export class JobFilesController {
  constructor(private readonly files: FileQueries) {}

  @Get()
  @Route({ id: 'listJobFiles', does: 'List the files of a job', answer: JobFilesDto, problems: [404] })
  async list(@By() actor: Actor, @Param('id', ID) id: string): Promise<JobFilesDto> {
    const items = (await this.files.ofJob(actor, id)).map(presentJobFile);
    return { total: items.length, items };
  }
}
