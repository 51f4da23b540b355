import type { TokenView } from '../../auth/token.service.js';
import { pick } from '../pick.js';
import type { TokenDto } from './people.dto.js';

const FIELDS = [
  ...(['id', 'name', 'userId', 'prefix', 'scopes', 'createdAt'] as const),
  ...(['expiresAt', 'lastUsedAt', 'revokedAt'] as const),
] as const;

/** A token as the API shows it, without its hash. */
export function presentToken(token: TokenView): TokenDto {
  return pick(token, FIELDS);
}
