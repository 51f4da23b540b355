import { describe, expect, it } from '@jest/globals';
import { may, type Actor, type Role } from '../common/actor.js';
import { tokenActor } from './user-actor.js';
import type { TokenScope } from './token-scope.js';

const USER = { id: 'u', login: 'ann', name: 'Ann', disabledAt: null, createdAt: new Date(), lastLoginAt: null };

function actor(scopes: TokenScope[], role: Role | null, workspaceRoles: Record<string, Role> = {}): Actor {
  return tokenActor({ ...USER, role, workspaceRoles }, { name: 'ci', scopes }, null);
}

function allowed(who: Actor, workspaceId?: string): string[] {
  return (['viewer', 'editor', 'operator', 'admin'] as const).filter((role) => may(who, role, workspaceId));
}

describe('what a token may do', () => {
  it.each<[TokenScope[], string[]]>([
    [['read'], ['viewer']],
    [['edit'], ['viewer', 'editor']],
    [['run'], ['viewer', 'operator']],
    [
      ['edit', 'run'],
      ['viewer', 'editor', 'operator'],
    ],
    [['admin'], ['viewer', 'editor', 'operator', 'admin']],
    [[], []],
  ])('for an admin with the scopes %j is %j', (scopes, roles) => {
    expect(allowed(actor(scopes, 'admin'))).toEqual(roles);
  });

  it('is never more than the user may', () => {
    expect(allowed(actor(['admin'], 'viewer'))).toEqual(['viewer']);
    expect(allowed(actor(['run'], 'editor'))).toEqual(['viewer']);
    expect(allowed(actor(['admin'], null))).toEqual([]);
  });

  it('holds for roles in workspaces too', () => {
    const token = actor(['read'], null, { w: 'admin' });
    expect(allowed(token, 'w')).toEqual(['viewer']);
    expect(allowed(token, 'other')).toEqual([]);
    expect(token.workspaceRoles).toEqual({ w: 'viewer' });
  });
});
