import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TokenService, type TokenView } from '../../auth/token.service.js';
import type { Actor } from '../../common/actor.js';
import { By } from '../by.decorator.js';
import { ListQueryDto } from '../fields/list-query.dto.js';
import { pageOf } from '../fields/page.js';
import { UuidPipe } from '../ids.pipe.js';
import { Route } from '../openapi/route.js';
import { CreateTokenDto, MeDto, NewTokenDto, TokenPageDto } from './people.dto.js';
import { presentToken } from './present-token.js';

const SORTS = {
  createdAt: ({ createdAt }: TokenView) => createdAt.toISOString(),
  name: ({ name }: TokenView) => name,
  prefix: ({ prefix }: TokenView) => prefix,
};

/** Oneself, and one's API tokens. */
@ApiTags('People')
@Controller('api')
export class MeController {
  constructor(private readonly tokens: TokenService) {}

  @Get('me')
  @Route({ id: 'getMe', does: 'Show who asks', answer: MeDto })
  me(@By() { kind, userId, name, role, workspaceRoles, permits }: Actor): MeDto {
    return { kind, id: userId, name, role, workspaceRoles, permits: permits ?? null };
  }

  @Get('tokens')
  @Route({ id: 'listTokens', does: "List one's own API tokens, newest first", answer: TokenPageDto, problems: [422] })
  async list(@By() actor: Actor, @Query() query: ListQueryDto): Promise<TokenPageDto> {
    const { total, items } = pageOf(await this.tokens.list(actor), query, SORTS);
    return { total, items: items.map(presentToken) };
  }

  @Post('tokens')
  @Route({
    id: 'createToken',
    does: 'Make an API token for oneself',
    description: 'The token itself is in this answer and never again.',
    status: 201,
    answer: NewTokenDto,
    problems: [413, 415, 422],
  })
  async create(@By() actor: Actor, @Body() body: CreateTokenDto): Promise<NewTokenDto> {
    const { text, token } = await this.tokens.create(actor, body);
    return { ...presentToken(token), token: text };
  }

  @Delete('tokens/:id')
  @Route({ id: 'revokeToken', does: 'End an API token at once', status: 204, problems: [404] })
  async revoke(@By() actor: Actor, @Param('id', new UuidPipe('token')) id: string): Promise<void> {
    await this.tokens.revoke(actor, id);
  }
}
