import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RelationshipService } from '../../catalogue/relationship/relationship.service.js';
import { SqlColumnService } from '../../catalogue/sql-column/sql-column.service.js';
import { SqlTableService } from '../../catalogue/sql-table/sql-table.service.js';
import type { Actor } from '../../common/actor.js';
import { By } from '../by.decorator.js';
import { ColumnOfTableQueryDto } from '../columns/column-input.dto.js';
import { ColumnPageDto } from '../columns/column.dto.js';
import { presentColumn } from '../columns/present-column.js';
import { NumberPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { presentRelationship } from '../relationships/present-relationship.js';
import { TableRelationshipsDto } from '../relationships/relationship.dto.js';

const ID = new NumberPipe('table');

/** What belongs to a table. */
@ApiTags('Tables')
@Controller('api/tables/:id')
export class TablePartsController {
  constructor(
    private readonly tables: SqlTableService,
    private readonly columns: SqlColumnService,
    private readonly relationships: RelationshipService,
  ) {}

  @Get('columns')
  @Route({ id: 'listTableColumns', does: 'List the columns of a table', answer: ColumnPageDto, problems: [404, 422] })
  async listColumns(
    @By() actor: Actor,
    @Param('id', ID) tableId: number,
    @Query() query: ColumnOfTableQueryDto,
  ): Promise<ColumnPageDto> {
    await this.tables.get(actor, tableId);
    const { total, items } = await this.columns.list(actor, { ...query, tableId });
    return { total, items: items.map(presentColumn) };
  }

  @Get('relationships')
  @Route({
    id: 'listTableRelationships',
    does: 'List the relationships of a table both ways',
    answer: TableRelationshipsDto,
    problems: [404],
  })
  async listRelationships(@By() actor: Actor, @Param('id', ID) id: number): Promise<TableRelationshipsDto> {
    const { outgoing, incoming } = await this.relationships.ofTable(actor, id);
    return { outgoing: outgoing.map(presentRelationship), incoming: incoming.map(presentRelationship) };
  }
}
