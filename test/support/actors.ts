import type { Actor, Role } from '../../src/common/actor.js';
import { newId } from '../../src/common/id.js';

/** A user nobody has met before, with a role everywhere (null: none), or in some workspaces only. */
export const as = (role: Role | null, workspaceRoles: Record<string, Role> = {}): Actor => ({
  kind: 'user',
  userId: newId(),
  name: `a ${role ?? 'stranger'}`,
  role,
  workspaceRoles,
});

export const ADMIN = as('admin');
export const OPERATOR = as('operator');
export const EDITOR = as('editor');
export const VIEWER = as('viewer');
