import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import type { Workspace } from '../../workspaces/workspace.entity.js';
import { WorkspaceService } from '../../workspaces/workspace.service.js';
import { By } from '../by.decorator.js';
import { ListQueryDto } from '../fields/list-query.dto.js';
import { pageOf } from '../fields/page.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { pick } from '../pick.js';
import { IfMatch, versionOf } from '../version.js';
import {
  CreateWorkspaceDto,
  DeleteWorkspaceQueryDto,
  UpdateWorkspaceDto,
  WorkspaceDto,
  WorkspacePageDto,
} from './workspace.dto.js';

const ID = new UuidPipe('workspace');
const CHANGE_PROBLEMS = [409, 413, 415, 422] as const;
const SORTS = {
  name: ({ name }: Workspace) => name,
  description: ({ description }: Workspace) => description ?? '',
  createdAt: ({ createdAt }: Workspace) => createdAt.toISOString(),
};

const present = (workspace: Workspace): WorkspaceDto =>
  pick(workspace, ['id', 'name', 'description', 'directory', 'isDefault', 'version', 'createdAt']);

/** Workspaces. */
@ApiTags('Workspaces')
@Controller('api/workspaces')
export class WorkspacesController {
  constructor(private readonly workspaces: WorkspaceService) {}

  @Get()
  @Route({ id: 'listWorkspaces', does: 'List workspaces', answer: WorkspacePageDto, problems: [422] })
  async list(@By() actor: Actor, @Query() query: ListQueryDto): Promise<WorkspacePageDto> {
    const { total, items } = pageOf(await this.workspaces.list(actor), query, SORTS);
    return { total, items: items.map(present) };
  }

  @Post()
  @Route({
    id: 'createWorkspace',
    does: 'Make a workspace',
    status: 201,
    answer: WorkspaceDto,
    location: 'workspaces',
    etag: true,
    problems: CHANGE_PROBLEMS,
  })
  async create(@By() actor: Actor, @Body() body: CreateWorkspaceDto): Promise<WorkspaceDto> {
    const made = present(await this.workspaces.create(actor, body));
    return made;
  }

  @Get(':id')
  @Route({ id: 'getWorkspace', does: 'Show a workspace', answer: WorkspaceDto, etag: true, problems: [404] })
  async get(@By() actor: Actor, @Param('id', ID) id: string): Promise<WorkspaceDto> {
    return present(await this.workspaces.get(actor, id));
  }

  @Patch(':id')
  @Route({
    id: 'updateWorkspace',
    does: 'Change a workspace',
    answer: WorkspaceDto,
    etag: true,
    problems: [404, 412, ...CHANGE_PROBLEMS],
  })
  async update(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Body() body: UpdateWorkspaceDto,
    @IfMatch() ifMatch: number | null,
  ): Promise<WorkspaceDto> {
    const { version: _version, ...patch } = body;
    return present(await this.workspaces.update(actor, id, patch, versionOf(body, ifMatch)));
  }

  @Delete(':id')
  @Route({ id: 'deleteWorkspace', does: 'Remove a workspace', status: 204, problems: [404, 409, 422] })
  async remove(
    @By() actor: Actor,
    @Param('id', ID) id: string,
    @Query() { withContents }: DeleteWorkspaceQueryDto,
  ): Promise<void> {
    await this.workspaces.delete(actor, id, { withContents });
  }
}
