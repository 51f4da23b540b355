import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { assertMay, may, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { ForbiddenError, InvalidInputError, NotFoundError, type FieldProblem } from '../common/errors.js';
import { newId } from '../common/id.js';
import { Transactions } from '../persistence/transactions.js';
import { managerOf } from '../persistence/tx.js';
import { ApiToken } from './api-token.entity.js';
import { TOKEN_SCOPES, type TokenScope } from './token-scope.js';
import { newToken } from './token-text.js';

const DAY_MS = 86_400_000;
const DEFAULT_LIFETIME_MS = 90 * DAY_MS;
const MAX_NAME = 120;

export interface TokenInput {
  /** What it is for; 1 to 120 characters. */
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** In 90 days when left out; null: never. */
  readonly expiresAt?: Date | null;
  /** The user it acts for, where the system makes it (the terminal); people make tokens for themselves. */
  readonly userId?: string;
}

/** A token without its hash. */
export type TokenView = Omit<ApiToken, 'hash' | 'user'>;

/** API tokens: made for oneself, shown once, listed and revoked by oneself or an admin. */
@Injectable()
export class TokenService {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes a token; `text` is shown once and cannot be had again.
   * @throws InvalidInputError naming each wrong field
   * @throws ForbiddenError when a token without the scope `admin` would make another
   */
  async create(actor: Actor, input: TokenInput): Promise<{ text: string; token: TokenView }> {
    const userId = actor.userId ?? input.userId;
    if (userId === undefined || (input.userId !== undefined && input.userId !== userId)) {
      throw new ForbiddenError('A token acts for whoever makes it: sign in as that user to make one.');
    }
    if (actor.kind === 'token') assertMay(actor, 'admin');
    const now = this.clock.now();
    const fields = this.validated(input, now);
    const { text, prefix, hash } = newToken();
    const token: TokenView = {
      id: newId(),
      userId,
      prefix,
      ...fields,
      createdAt: now,
      lastUsedAt: null,
      revokedAt: null,
    };
    await this.transactions.run(async (tx) => {
      await managerOf(tx).insert(ApiToken, { ...token, hash });
      const { id, name, scopes, expiresAt } = token;
      await this.audit.record(tx, actor, 'token.create', { type: 'token', id }, { name, scopes, expiresAt });
    });
    return { text, token };
  }

  /** Tokens, newest first: one's own, or those of a user or of all (`'all'`) for an admin. */
  async list(actor: Actor, whose: string | 'all' = actor.userId ?? 'all'): Promise<TokenView[]> {
    if (whose !== actor.userId) assertMay(actor, 'admin');
    const where = whose === 'all' ? {} : { userId: whose };
    return this.transactions.read((manager) => manager.find(ApiToken, { where, order: { id: 'DESC' } }));
  }

  /** Ends a token at once; one's own, or anybody's for an admin. Ended ones stay listed. */
  async revoke(actor: Actor, id: string): Promise<TokenView> {
    const token = await this.transactions.read((manager) => manager.findOneBy(ApiToken, { id }));
    if (!token || !(token.userId === actor.userId || may(actor, 'admin'))) throw new NotFoundError('token', id);
    if (actor.kind === 'token') assertMay(actor, 'admin');
    if (token.revokedAt !== null) return token;
    token.revokedAt = this.clock.now();
    await this.transactions.run(async (tx) => {
      await managerOf(tx).update(ApiToken, { id }, { revokedAt: token.revokedAt });
      await this.audit.record(tx, actor, 'token.revoke', { type: 'token', id }, { name: token.name });
    });
    return token;
  }

  private validated(input: TokenInput, now: Date): Pick<TokenView, 'name' | 'scopes' | 'expiresAt'> {
    const problems: FieldProblem[] = [];
    const name = input.name.trim();
    const scopes = TOKEN_SCOPES.filter((scope) => input.scopes.includes(scope));
    const { expiresAt = new Date(now.getTime() + DEFAULT_LIFETIME_MS) } = input;
    if (name === '' || name.length > MAX_NAME || /\p{Cc}/u.test(name)) {
      problems.push({ path: 'name', message: `must be 1 to ${MAX_NAME} characters without control characters` });
    }
    if (scopes.length === 0 || scopes.length < new Set(input.scopes).size) {
      problems.push({ path: 'scopes', message: `must be some of ${TOKEN_SCOPES.join(', ')}` });
    }
    if (expiresAt !== null && !(expiresAt > now))
      problems.push({ path: 'expiresAt', message: 'must be in the future' });
    if (problems.length > 0) throw new InvalidInputError('The token cannot be made like this.', problems);
    return { name, scopes, expiresAt };
  }
}
