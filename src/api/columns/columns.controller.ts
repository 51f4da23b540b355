import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SqlColumnService } from '../../catalogue/sql-column/sql-column.service.js';
import type { Actor } from '../../common/actor.js';
import { By } from '../by.decorator.js';
import { NumberPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { IfMatch, versionOf } from '../version.js';
import { ColumnQueryDto, UpdateColumnDto } from './column-input.dto.js';
import { ColumnDto, ColumnPageDto } from './column.dto.js';
import { presentColumn } from './present-column.js';

const ID = new NumberPipe('column');

/** Columns. */
@ApiTags('Columns')
@Controller('api/columns')
export class ColumnsController {
  constructor(private readonly columns: SqlColumnService) {}

  @Get()
  @Route({ id: 'listColumns', does: 'List columns', answer: ColumnPageDto, problems: [422] })
  async list(@By() actor: Actor, @Query() query: ColumnQueryDto): Promise<ColumnPageDto> {
    const { sqlDb: sqlDbId, table: tableId, ...rest } = query;
    const { total, items } = await this.columns.list(actor, { ...rest, sqlDbId, tableId });
    return { total, items: items.map(presentColumn) };
  }

  @Get(':id')
  @Route({ id: 'getColumn', does: 'Show a column', answer: ColumnDto, etag: true, problems: [404] })
  async get(@By() actor: Actor, @Param('id', ID) id: number): Promise<ColumnDto> {
    return presentColumn(await this.columns.get(actor, id));
  }

  @Patch(':id')
  @Route({
    id: 'updateColumn',
    does: 'Write what people say of a column',
    answer: ColumnDto,
    etag: true,
    problems: [404, 412, 413, 415, 422],
  })
  async update(
    @By() actor: Actor,
    @Param('id', ID) id: number,
    @Body() body: UpdateColumnDto,
    @IfMatch() ifMatch: number | null,
  ): Promise<ColumnDto> {
    const { version: _version, ...patch } = body;
    return presentColumn(await this.columns.update(actor, id, patch, versionOf(body, ifMatch)));
  }
}
