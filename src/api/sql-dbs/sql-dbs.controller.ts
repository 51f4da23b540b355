import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import type { TaskStatus } from '../../catalogue/sql-db/task-state.js';
import type { Actor } from '../../common/actor.js';
import { InvalidInputError } from '../../common/errors.js';
import { By } from '../by.decorator.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { IfMatch, versionOf } from '../version.js';
import { connectionFields, withEngine } from './connection-fields.js';
import { presentSqlDb } from './present-sql-db.js';
import { CreateSqlDbDto, UpdateSqlDbDto } from './sql-db-input.dto.js';
import { SqlDbQueryDto } from './sql-db-query.dto.js';
import { SqlDbDto, SqlDbPageDto } from './sql-db.dto.js';

const ID = new UuidPipe('source');

/** Sources. */
@ApiTags('Sources')
@Controller('api/sql-dbs')
export class SqlDbsController {
  constructor(private readonly sqlDbs: SqlDbService) {}

  @Get()
  @Route({ id: 'listSqlDbs', does: 'List sources', answer: SqlDbPageDto, problems: [422] })
  async list(@By() actor: Actor, @Query() query: SqlDbQueryDto): Promise<SqlDbPageDto> {
    const { workspace: workspaceId, status: wanted, ...rest } = query;
    const status = wanted?.toUpperCase() as TaskStatus | undefined;
    const { total, items } = await this.sqlDbs.list(actor, { ...rest, workspaceId, status });
    const counts = await this.sqlDbs.counts(actor, items.map(({ id }) => id)); // prettier-ignore
    return { total, items: items.map((view) => presentSqlDb(view, counts.get(view.id))) };
  }

  @Post()
  @Route({
    id: 'createSqlDb',
    does: 'Register a source; nothing is read yet',
    status: 201,
    answer: SqlDbDto,
    location: 'sql-dbs',
    etag: true,
    problems: [404, 409, 413, 415, 422],
  })
  async create(@By() actor: Actor, @Body() body: CreateSqlDbDto): Promise<SqlDbDto> {
    const { workspaceId, ...fields } = connectionFields(body);
    const input = { ...withEngine(fields), workspaceId: workspaceId ?? undefined };
    return presentSqlDb(await this.sqlDbs.create(actor, input));
  }

  @Get(':id')
  @Route({ id: 'getSqlDb', does: 'Show a source', answer: SqlDbDto, etag: true, problems: [404] })
  async get(@By() actor: Actor, @Param('id', ID) id: string): Promise<SqlDbDto> {
    return await this.shown(actor, id);
  }

  @Patch(':id')
  @Route({
    id: 'updateSqlDb',
    does: 'Change a source',
    description: 'Where it is reached cannot change without the password being given again.',
    answer: SqlDbDto,
    etag: true,
    problems: [404, 409, 412, 413, 415, 422],
  })
  async update(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Body() body: UpdateSqlDbDto,
    @IfMatch() ifMatch: number | null,
  ): Promise<SqlDbDto> {
    const { workspaceId, version: _version, ...fields } = connectionFields(body);
    await this.assertStays(actor, id, workspaceId);
    await this.sqlDbs.update(actor, id, fields, versionOf(body, ifMatch));
    return await this.shown(actor, id);
  }

  @Delete(':id')
  @Route({
    id: 'deleteSqlDb',
    does: 'Remove a source with its structure and history; its jobs stay',
    status: 204,
    problems: [404, 409],
  })
  async remove(@By() actor: Actor, @Param('id', ID) id: string): Promise<void> {
    await this.sqlDbs.remove(actor, id);
  }

  /** Whoever asks for another workspace must not believe that it was done. */
  private async assertStays(actor: Actor, id: string, workspaceId: string | null | undefined): Promise<void> {
    if (workspaceId == null || workspaceId === (await this.sqlDbs.get(actor, id)).workspaceId) return;
    const message = 'must stay: register another source there instead';
    throw new InvalidInputError('A source cannot move.', [{ path: 'workspaceId', message }]);
  }

  private async shown(actor: Actor, id: string): Promise<SqlDbDto> {
    const view = await this.sqlDbs.get(actor, id);
    return presentSqlDb(view, (await this.sqlDbs.counts(actor, [id])).get(id));
  }
}
