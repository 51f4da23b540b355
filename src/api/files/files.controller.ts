import { pipeline } from 'node:stream/promises';
import { Controller, Delete, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Actor } from '../../common/actor.js';
import { FileQueries } from '../../jobs/files/file-queries.js';
import type { File } from '../../jobs/files/file.entity.js';
import { JobFiles } from '../../jobs/files/job-files.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { byteRange, type WholeRange } from './byte-range.js';
import { FileQueryDto } from './file-query.dto.js';
import { FileDto, FilePageDto } from './file.dto.js';
import { presentFile } from './present-file.js';

const ID = new UuidPipe('file');
/** Whatever the content is, a browser that shows it runs nothing of it. */
const CONTENT_POLICY = "sandbox; default-src 'none'";

/** Files: what jobs made, and what was imported for them. */
@ApiTags('Files')
@Controller('api/files')
export class FilesController {
  constructor(
    private readonly queries: FileQueries,
    private readonly files: JobFiles,
  ) {}

  @Get()
  @Route({ id: 'listFiles', does: 'List files, newest first', answer: FilePageDto, problems: [422] })
  async list(@By() actor: Actor, @Query() query: FileQueryDto): Promise<FilePageDto> {
    const { workspace: workspaceId, job: jobId, ...rest } = query;
    const { total, items } = await this.queries.list(actor, { ...rest, workspaceId, jobId });
    return { total, items: items.map(presentFile) };
  }

  @Get(':id')
  @Route({ id: 'getFile', does: 'Show a file', answer: FileDto, problems: [404] })
  async get(@By() actor: Actor, @Param('id', ID) id: string): Promise<FileDto> {
    return presentFile(await this.queries.get(actor, id));
  }

  @Get(':id/content')
  @ApiProduces('application/octet-stream')
  @ApiHeader({ name: 'Range', required: false, description: 'One part of the content, such as `bytes=0-1023`' })
  @ApiResponse({ status: 206, description: 'The part that was asked for' })
  @ApiResponse({ status: 304, description: 'The content that `If-None-Match` names' })
  @Route({
    id: 'getFileContent',
    does: 'The content of a file, to be saved; `ETag` is its checksum',
    answer: String,
    problems: [404, 409, 416],
  })
  async content(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { file } = await this.queries.get(actor, id);
    writeHeaders(response, file);
    if (hasIt(request, file)) return void response.status(304).end();
    const range = rangeOf(request, response, file);
    writeRange(response, file, range);
    if (request.method === 'HEAD') return void response.end();
    const content = await this.queries.open(actor, file, range ?? undefined);
    await pipeline(content, response).catch(() => response.destroy()); // the reader left, or the store did: it is cut off
  }

  @Delete(':id')
  @Route({ id: 'deleteFile', does: 'Remove an imported file that no job uses', status: 204, problems: [404, 409] })
  async remove(@By() actor: Actor, @Param('id', ID) id: string): Promise<void> {
    await this.files.delete(actor, id);
  }
}

function writeHeaders(response: Response, { name, type, sha256 }: File): void {
  response.attachment(name).setHeader('Content-Type', type);
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('ETag', `"${sha256}"`);
  response.setHeader('Content-Security-Policy', CONTENT_POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
}

/** By the checksum alone; what clients say of caches is about others. */
function hasIt(request: Request, { sha256 }: File): boolean {
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return known.includes('*') || known.includes(`"${sha256}"`);
}

/** A part of a content that has changed since is no use to anybody: then it is all of it. */
function rangeOf(request: Request, response: Response, { size, sha256 }: File): WholeRange | null {
  const known = request.headers['if-range'];
  if (known !== undefined && known !== `"${sha256}"`) return null;
  try {
    return byteRange(request.headers.range, size);
  } catch (error) {
    for (const name of ['Content-Disposition', 'ETag', 'Content-Type']) response.removeHeader(name);
    response.setHeader('Content-Range', `bytes */${size}`);
    throw error;
  }
}

function writeRange(response: Response, { size }: File, range: WholeRange | null): void {
  response.status(range ? 206 : 200).setHeader('Content-Length', range ? range.end - range.start + 1 : size);
  if (range) response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
}
