import { includesRole, type Actor, type Role } from '../common/actor.js';
import type { EntityManager } from 'typeorm';
import { permittedBy, roleWithin, type TokenScope } from './token-scope.js';
import { UserRole } from './user-role.entity.js';
import type { User } from './user.entity.js';

/** What a user is, for lists and forms; no secret in it. */
export interface UserView {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role | null;
  /** By workspace id. */
  readonly workspaceRoles: Readonly<Record<string, Role>>;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
}

/** The roles of the users in workspaces, by user id. */
export async function workspaceRolesOf(
  manager: EntityManager,
  userId?: string,
): Promise<Map<string, Record<string, Role>>> {
  const rows = await manager.findBy(UserRole, userId === undefined ? {} : { userId });
  const roles = new Map<string, Record<string, Role>>();
  for (const row of rows) roles.set(row.userId, { ...roles.get(row.userId), [row.workspaceId]: row.role });
  return roles;
}

/** The user with its roles in workspaces. */
export function userView(user: User, workspaceRoles: Readonly<Record<string, Role>> = {}): UserView {
  const { id, login, name, role, disabledAt, createdAt, lastLoginAt } = user;
  return { id, login, name, role, workspaceRoles, disabledAt, createdAt, lastLoginAt };
}

/** The user as the one who acts. */
export function userActor(user: UserView, address: string | null): Actor {
  const { id: userId, name, role, workspaceRoles } = user;
  return { kind: 'user', userId, name, role, workspaceRoles, address };
}

/** A token of the user as the one who acts: the user's roles, cut to what the scopes let through. */
export function tokenActor(
  user: UserView,
  token: { name: string; scopes: TokenScope[] },
  address: string | null,
): Actor {
  const cut = Object.entries(user.workspaceRoles)
    .map(([workspaceId, role]) => [workspaceId, roleWithin(role, token.scopes)] as const)
    .filter((entry): entry is readonly [string, Role] => includesRole(entry[1], 'viewer'));
  return {
    kind: 'token',
    userId: user.id,
    name: `${user.name} (token ${token.name})`,
    role: roleWithin(user.role, token.scopes),
    workspaceRoles: Object.fromEntries(cut),
    permits: permittedBy(token.scopes),
    address,
  };
}
