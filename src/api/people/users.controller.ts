import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TokenService } from '../../auth/token.service.js';
import type { UserView } from '../../auth/user-actor.js';
import { UserService } from '../../auth/user.service.js';
import type { Actor } from '../../common/actor.js';
import { By } from '../by.decorator.js';
import { ListQueryDto } from '../fields/list-query.dto.js';
import { pageOf } from '../fields/page.js';
import { Route } from '../openapi/route.js';
import { pick } from '../pick.js';
import {
  CreateUserDto,
  CreateUserTokenDto,
  MadePasswordDto,
  NewTokenDto,
  NewUserDto,
  ResetPasswordDto,
  UserDto,
  UserPageDto,
} from './people.dto.js';
import { presentToken } from './present-token.js';

const SORTS = { login: ({ login }: UserView) => login, name: ({ name }: UserView) => name };

const present = (user: UserView): UserDto =>
  pick(user, ['id', 'login', 'name', 'role', 'workspaceRoles', 'disabledAt', 'createdAt', 'lastLoginAt']);

/** The people who may sign in; for admins. */
@ApiTags('People')
@Controller('api/users')
export class UsersController {
  constructor(
    private readonly users: UserService,
    private readonly tokens: TokenService,
  ) {}

  @Get()
  @Route({ id: 'listUsers', does: 'List people by login', answer: UserPageDto, problems: [422] })
  async list(@By() actor: Actor, @Query() query: ListQueryDto): Promise<UserPageDto> {
    const { total, items } = pageOf(await this.users.list(actor), query, SORTS);
    return { total, items: items.map(present) };
  }

  @Post()
  @Route({
    id: 'createUser',
    does: 'Add a person',
    status: 201,
    answer: NewUserDto,
    problems: [409, 413, 415, 422],
  })
  async create(@By() actor: Actor, @Body() body: CreateUserDto): Promise<NewUserDto> {
    const { user, password } = await this.users.add(actor, body);
    return { ...present(user), password };
  }

  @Post('reset-password')
  @Route({
    id: 'resetPassword',
    does: 'Give a person another password; their sessions end',
    answer: MadePasswordDto,
    problems: [404, 413, 415, 422],
  })
  async resetPassword(@By() actor: Actor, @Body() { login, password }: ResetPasswordDto): Promise<MadePasswordDto> {
    const { id } = await this.users.getByLogin(actor, login);
    return { password: (await this.users.resetPassword(actor, id, password)).password };
  }

  @Post('tokens')
  @Route({
    id: 'createUserToken',
    does: 'Make an API token for somebody, from the terminal of the server',
    status: 201,
    answer: NewTokenDto,
    problems: [404, 413, 415, 422],
  })
  async createToken(@By() actor: Actor, @Body() { login, ...input }: CreateUserTokenDto): Promise<NewTokenDto> {
    const { id: userId } = await this.users.getByLogin(actor, login);
    const { text, token } = await this.tokens.create(actor, { ...input, userId });
    return { ...presentToken(token), token: text };
  }
}
