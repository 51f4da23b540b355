import { ForbiddenError } from './errors.js';

/** What a person or program may do, from least to most; each role includes those before it. */
export const ROLES = ['viewer', 'editor', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who acts. Public service methods take one; roles are enforced there, for every edge alike. */
export interface Actor {
  readonly kind: 'user' | 'token' | 'system';
  /** The user's id; null for the system itself. */
  readonly userId: string | null;
  /** For people and logs; kept with what was done, also after the user is gone. */
  readonly name: string;
  /** The role everywhere, or null when only `workspaceRoles` count. */
  readonly role: Role | null;
  /** Roles that hold in one workspace only, by workspace id. */
  readonly workspaceRoles: Readonly<Record<string, Role>>;
  /** For tokens: the roles whose acts its scopes let through, whatever its roles include; absent: all. */
  readonly permits?: readonly Role[];
  /** The address the request came from, for the audit. */
  readonly address?: string | null;
}

/** The server itself: schedules, recovery, the terminal on a private catalogue. */
export const SYSTEM: Actor = { kind: 'system', userId: null, name: 'system', role: 'admin', workspaceRoles: {} };

/** Whether `role` includes `wanted`. */
export function includesRole(role: Role | null | undefined, wanted: Role): boolean {
  return role != null && ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

/** The higher of the actor's role everywhere and in the workspace. */
export function may(actor: Actor, wanted: Role, workspaceId?: string | null): boolean {
  if (actor.permits && !actor.permits.includes(wanted)) return false;
  if (includesRole(actor.role, wanted)) return true;
  return workspaceId != null && includesRole(actor.workspaceRoles[workspaceId], wanted);
}

/**
 * Throws unless the actor has the role, everywhere or in the workspace.
 * @throws ForbiddenError naming the role that is needed
 */
export function assertMay(actor: Actor, wanted: Role, workspaceId?: string | null): void {
  if (!may(actor, wanted, workspaceId)) {
    const scope = actor.permits ? ', and a token with a scope that includes it' : '';
    throw new ForbiddenError(`${actor.name} needs the role "${wanted}"${scope} for this. Ask an administrator for it.`);
  }
}

/** The workspaces an actor may see: 'all', or the ids in which it has at least the role. */
export function visibleWorkspaces(actor: Actor, wanted: Role = 'viewer'): 'all' | readonly string[] {
  if (actor.permits && !actor.permits.includes(wanted)) return [];
  if (includesRole(actor.role, wanted)) return 'all';
  return Object.keys(actor.workspaceRoles).filter((id) => includesRole(actor.workspaceRoles[id], wanted));
}
