import { ROLES, includesRole, type Role } from '../common/actor.js';

/** What an API token may be used for. Each scope includes `read`, and `admin` includes all; `run` and `edit` stand side by side. */
export const TOKEN_SCOPES = ['read', 'edit', 'run', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** The acts each scope lets through, by the role that they ask for. */
const PERMITS = {
  read: ['viewer'],
  edit: ['viewer', 'editor'],
  run: ['viewer', 'operator'],
  admin: ROLES,
} satisfies Record<TokenScope, readonly Role[]>;

/** The roles whose acts the scopes let through; never more than the user's own role allows. */
export function permittedBy(scopes: readonly TokenScope[]): readonly Role[] {
  return ROLES.filter((role) => scopes.some((scope) => (PERMITS[scope] as readonly Role[]).includes(role)));
}

/** The user's role, cut to the highest one that the scopes let through. */
export function roleWithin(role: Role | null, scopes: readonly TokenScope[]): Role | null {
  const ceiling = permittedBy(scopes).at(-1);
  if (role === null || ceiling === undefined) return null;
  return includesRole(role, ceiling) ? ceiling : role;
}
