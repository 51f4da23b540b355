import { TOKEN_SCOPES, type TokenScope } from '../../auth/token-scope.js';
import { ROLES, type Role } from '../../common/actor.js';
import { ChoiceField, ChoicesField, TextField } from '../fields/body-fields.js';
import { InstantField } from '../fields/instant-field.js';
import {
  ShownChoice,
  ShownChoices,
  ShownInt,
  ShownObject,
  ShownText,
  ShownThings,
  ShownTime,
  ShownUuid,
} from '../fields/shown.js';

/** Who asks. */
export class MeDto {
  @ShownChoice(['user', 'token', 'system'])
  readonly kind!: string;

  @ShownUuid({ nullable: true, description: 'The user; null for the server itself' })
  readonly id!: string | null;

  @ShownText()
  readonly name!: string;

  @ShownChoice(ROLES, { nullable: true, description: 'Everywhere; null: only `workspaceRoles` count' })
  readonly role!: string | null;

  @ShownObject({ description: 'Roles by workspace id' })
  readonly workspaceRoles!: object;

  @ShownChoices(ROLES, { nullable: true, description: "The roles whose acts a token's scopes let through; null: all" })
  readonly permits!: readonly string[] | null;
}

/** An API token, without the token itself. */
export class TokenDto {
  @ShownUuid()
  readonly id!: string;

  @ShownText()
  readonly name!: string;

  @ShownUuid({ description: 'The user it acts for' })
  readonly userId!: string;

  @ShownText({ description: 'By which it can be told apart' })
  readonly prefix!: string;

  @ShownChoices(TOKEN_SCOPES)
  readonly scopes!: readonly string[];

  @ShownTime()
  readonly createdAt!: Date;

  @ShownTime({ nullable: true, description: 'Null: never' })
  readonly expiresAt!: Date | null;

  @ShownTime({ nullable: true })
  readonly lastUsedAt!: Date | null;

  @ShownTime({ nullable: true })
  readonly revokedAt!: Date | null;
}

/** A token that was made just now. */
export class NewTokenDto extends TokenDto {
  @ShownText({ description: 'The token itself; shown this once' })
  readonly token!: string;
}

/** A page of tokens. */
export class TokenPageDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => TokenDto)
  readonly items!: readonly TokenDto[];
}

/** A token to make for oneself. */
export class CreateTokenDto {
  @TextField({ max: 120, min: 1, example: 'nightly discovery' })
  readonly name!: string;

  @ChoicesField(TOKEN_SCOPES, { description: 'Each includes `read`, `admin` includes all' })
  readonly scopes!: readonly TokenScope[];

  @InstantField({ optional: true, nullable: true, description: 'In 90 days when left out; null: never' })
  readonly expiresAt?: Date | null;
}

/** A person who may sign in. */
export class UserDto {
  @ShownUuid()
  readonly id!: string;

  @ShownText()
  readonly login!: string;

  @ShownText()
  readonly name!: string;

  @ShownChoice(ROLES, { nullable: true })
  readonly role!: string | null;

  @ShownObject({ description: 'Roles by workspace id' })
  readonly workspaceRoles!: object;

  @ShownTime({ nullable: true })
  readonly disabledAt!: Date | null;

  @ShownTime()
  readonly createdAt!: Date;

  @ShownTime({ nullable: true })
  readonly lastLoginAt!: Date | null;
}

/** A page of people. */
export class UserPageDto {
  @ShownInt()
  readonly total!: number;

  @ShownThings(() => UserDto)
  readonly items!: readonly UserDto[];
}

/** A person to add. */
export class CreateUserDto {
  @TextField({ max: 150, min: 1, example: 'ada@example.org' })
  readonly login!: string;

  @TextField({ max: 200, optional: true })
  readonly name?: string;

  @ChoiceField(ROLES, { optional: true, nullable: true })
  readonly role?: Role | null;

  @TextField({ max: 256, optional: true, writeOnly: true, description: 'One is made when left out' })
  readonly password?: string;
}

/** Whose password is to be replaced. */
export class ResetPasswordDto {
  @TextField({ max: 150, min: 1 })
  readonly login!: string;

  @TextField({ max: 256, optional: true, writeOnly: true, description: 'One is made when left out' })
  readonly password?: string;
}

/** A password that was made; null when one was given. */
export class MadePasswordDto {
  @ShownText({ nullable: true, description: 'Shown this once' })
  readonly password!: string | null;
}

/** A person who was added. */
export class NewUserDto extends UserDto {
  @ShownText({ nullable: true, description: 'The password that was made, shown this once; null when one was given' })
  readonly password!: string | null;
}

/** A token to make for somebody; only the terminal may, people make them for themselves. */
export class CreateUserTokenDto extends CreateTokenDto {
  @TextField({ max: 150, min: 1 })
  readonly login!: string;
}
