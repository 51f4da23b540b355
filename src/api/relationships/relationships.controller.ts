import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RelationshipService } from '../../catalogue/relationship/relationship.service.js';
import type { Actor } from '../../common/actor.js';
import { By } from '../by.decorator.js';
import { NumberPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { IfMatch, versionOf } from '../version.js';
import { presentRelationship } from './present-relationship.js';
import { CreateRelationshipDto, RelationshipQueryDto, UpdateRelationshipDto } from './relationship-input.dto.js';
import { RelationshipDto, RelationshipPageDto } from './relationship.dto.js';

const ID = new NumberPipe('relationship');
const CHANGE_PROBLEMS = [404, 413, 415, 422] as const;

/** Relationships: what the sources declare, and what people draw. */
@ApiTags('Relationships')
@Controller('api/relationships')
export class RelationshipsController {
  constructor(private readonly relationships: RelationshipService) {}

  @Get()
  @Route({ id: 'listRelationships', does: 'List relationships', answer: RelationshipPageDto, problems: [422] })
  async list(@By() actor: Actor, @Query() query: RelationshipQueryDto): Promise<RelationshipPageDto> {
    const { sqlDb: sqlDbId, table: tableId, ...rest } = query;
    const { total, items } = await this.relationships.list(actor, { ...rest, sqlDbId, tableId });
    return { total, items: items.map(presentRelationship) };
  }

  @Post()
  @Route({
    id: 'createRelationship',
    does: 'Draw a relationship by hand; discovery never touches it',
    status: 201,
    answer: RelationshipDto,
    location: 'relationships',
    etag: true,
    problems: [409, ...CHANGE_PROBLEMS],
  })
  async create(@By() actor: Actor, @Body() body: CreateRelationshipDto): Promise<RelationshipDto> {
    const made = presentRelationship(await this.relationships.create(actor, body));
    return made;
  }

  @Get(':id')
  @Route({ id: 'getRelationship', does: 'Show a relationship', answer: RelationshipDto, etag: true, problems: [404] })
  async get(@By() actor: Actor, @Param('id', ID) id: number): Promise<RelationshipDto> {
    return presentRelationship(await this.relationships.get(actor, id));
  }

  @Patch(':id')
  @Route({
    id: 'updateRelationship',
    does: 'Write what people say of a relationship',
    answer: RelationshipDto,
    etag: true,
    problems: [412, ...CHANGE_PROBLEMS],
  })
  async update(
    @By() actor: Actor,
    @Param('id', ID) id: number,
    @Body() body: UpdateRelationshipDto,
    @IfMatch() ifMatch: number | null,
  ): Promise<RelationshipDto> {
    const { description } = body;
    const updated = await this.relationships.update(actor, id, { description }, versionOf(body, ifMatch));
    return presentRelationship(updated);
  }

  @Delete(':id')
  @Route({ id: 'deleteRelationship', does: 'Remove one that was drawn by hand', status: 204, problems: [404, 409] })
  async remove(@By() actor: Actor, @Param('id', ID) id: number): Promise<void> {
    await this.relationships.remove(actor, id);
  }
}
