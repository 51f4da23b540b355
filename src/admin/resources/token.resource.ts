import type { TokenService, TokenView } from '../../auth/token.service.js';
import { may } from '../../common/actor.js';
import { NotFoundError } from '../../common/errors.js';
import type { ResourcePort, Row } from '../resource/service-resource.js';
import { filterText } from './sort.js';

const row = (token: TokenView): Row => ({
  id: token.id,
  name: token.name,
  prefix: `${token.prefix}…`,
  userId: token.userId,
  scopes: token.scopes.join(', '),
  createdAt: token.createdAt,
  expiresAt: token.expiresAt,
  lastUsedAt: token.lastUsedAt,
  revoked: token.revokedAt !== null,
});

/** API tokens, one's own or all for an administrator; removing one revokes it, and it stays listed. */
export function tokenResource(tokens: TokenService): ResourcePort {
  return {
    id: 'ApiToken',
    fields: [
      { path: 'id' },
      { path: 'name', isTitle: true },
      { path: 'prefix' },
      { path: 'userId', reference: 'User' },
      { path: 'scopes' },
      { path: 'createdAt', type: 'datetime' },
      { path: 'expiresAt', type: 'datetime' },
      { path: 'lastUsedAt', type: 'datetime' },
      { path: 'revoked', type: 'boolean' },
    ],
    async list(actor, query) {
      const wanted = (filterText(query, 'name') ?? '').toLowerCase();
      const all = await tokens.list(actor, may(actor, 'admin') ? 'all' : (actor.userId ?? ''));
      const found = all.filter(({ name }) => name.toLowerCase().includes(wanted));
      return { total: found.length, rows: found.slice(query.offset, query.offset + query.limit).map(row) };
    },
    async get(actor, id) {
      const all = await tokens.list(actor, may(actor, 'admin') ? 'all' : (actor.userId ?? ''));
      const token = all.find((one) => one.id === id);
      if (!token) throw new NotFoundError('token', id);
      return row(token);
    },
    remove: async (actor, id) => void (await tokens.revoke(actor, id)),
  };
}
