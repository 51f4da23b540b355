import { Body, Controller, Delete, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PurgeService } from '../../catalogue/purge.service.js';
import { SqlTableService } from '../../catalogue/sql-table/sql-table.service.js';
import type { Actor } from '../../common/actor.js';
import { By } from '../by.decorator.js';
import { NumberPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { IfMatch, versionOf } from '../version.js';
import { presentTable } from './present-table.js';
import { TableQueryDto, UpdateTableDto } from './table-input.dto.js';
import { TableDto, TablePageDto } from './table.dto.js';

const ID = new NumberPipe('table');

/** Tables. */
@ApiTags('Tables')
@Controller('api/tables')
export class TablesController {
  constructor(
    private readonly tables: SqlTableService,
    private readonly purging: PurgeService,
  ) {}

  @Get()
  @Route({ id: 'listTables', does: 'List tables', answer: TablePageDto, problems: [422] })
  async list(@By() actor: Actor, @Query() { sqlDb: sqlDbId, ...query }: TableQueryDto): Promise<TablePageDto> {
    const { total, items } = await this.tables.list(actor, { ...query, sqlDbId });
    return { total, items: items.map(presentTable) };
  }

  @Get(':id')
  @Route({ id: 'getTable', does: 'Show a table', answer: TableDto, etag: true, problems: [404] })
  async get(@By() actor: Actor, @Param('id', ID) id: number): Promise<TableDto> {
    return presentTable(await this.tables.get(actor, id));
  }

  @Patch(':id')
  @Route({
    id: 'updateTable',
    does: 'Write what people say of a table',
    answer: TableDto,
    etag: true,
    problems: [404, 412, 413, 415, 422],
  })
  async update(
    @By() actor: Actor,
    @Param('id', ID) id: number,
    @Body() body: UpdateTableDto,
    @IfMatch() ifMatch: number | null,
  ): Promise<TableDto> {
    const { version: _version, ...patch } = body;
    return presentTable(await this.tables.update(actor, id, patch, versionOf(body, ifMatch)));
  }

  @Delete(':id')
  @Route({ id: 'purgeTable', does: 'Remove a missing table for good', status: 204, problems: [404, 409] })
  async purge(@By() actor: Actor, @Param('id', ID) id: number): Promise<void> {
    await this.purging.purgeTable(actor, id);
  }
}
