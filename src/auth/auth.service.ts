import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { UnauthenticatedError } from '../common/errors.js';
import { Transactions } from '../persistence/transactions.js';
import { managerOf } from '../persistence/tx.js';
import { ApiToken } from './api-token.entity.js';
import { foldLogin } from './login.js';
import { verifyPassword } from './password.js';
import { SessionService } from './session.service.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { TerminalToken } from './terminal-token.js';
import { hasHash, prefixOf } from './token-text.js';
import { tokenActor, userActor, userView, workspaceRolesOf, type UserView } from './user-actor.js';
import { UseNotes } from './use-notes.js';
import { User } from './user.entity.js';

/** A token in a loop of requests must not write at each of them. */
const USED_MS = 60_000;

/** Somebody who has signed in. */
export interface SignedIn {
  readonly user: UserView;
  readonly actor: Actor;
}

/** Who is asking: by login and password, by session, by token. */
@Injectable()
export class AuthService {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly sessions: SessionService,
    private readonly throttle: SignInThrottle,
    private readonly terminal: TerminalToken,
    private readonly notes: UseNotes,
  ) {}

  /**
   * Checks a login and a password. The session is the caller's to open.
   * @throws UnauthenticatedError, the same for an unknown login, a wrong password and a disabled user
   * @throws TooManyRequestsError after too many attempts on the account or from the address
   */
  async signIn(login: string, password: string, address: string | null): Promise<SignedIn> {
    const folded = foldLogin(login).slice(0, 200);
    this.throttle.attempt(folded, address);
    const user = await this.transactions.read((manager) => {
      const select = manager.createQueryBuilder(User, 'u').addSelect('u.passwordHash');
      return select.where('u.login = :login', { login: folded }).getOne();
    });
    const right = await verifyPassword(user?.passwordHash ?? null, password.slice(0, 1024));
    if (!user || !right || user.disabledAt !== null) return this.refuse(user, folded, address);
    this.throttle.succeeded(folded, address);
    return this.transactions.run(async (tx) => {
      const manager = managerOf(tx);
      user.lastLoginAt = this.clock.now();
      await manager.update(User, { id: user.id }, { lastLoginAt: user.lastLoginAt });
      const view = userView(user, (await workspaceRolesOf(manager, user.id)).get(user.id));
      const actor = userActor(view, address);
      await this.audit.record(tx, actor, 'user.sign-in', { type: 'user', id: user.id });
      return { user: view, actor };
    });
  }

  /** Who a browser's session belongs to, with the roles of this moment; null when it has ended. */
  async actorOfSession(sid: string, address: string | null = null): Promise<Actor | null> {
    const session = await this.sessions.find(sid);
    return session?.user ? userActor(await this.viewOf(session.user), address) : null;
  }

  /** A user as the one who acts, with the roles of this moment; null when gone or disabled. For what acts in their name later. */
  async actorOfUser(id: string): Promise<Actor | null> {
    const user = await this.transactions.read((manager) => manager.findOneBy(User, { id }));
    return user && user.disabledAt === null ? userActor(await this.viewOf(user), null) : null;
  }

  /** Who a token acts for, within its scopes; null when it is unknown, expired, revoked, or its user disabled. */
  async actorOfToken(text: string, address: string | null = null): Promise<Actor | null> {
    const terminal = this.terminal.actorOf(text, address);
    if (terminal) return terminal;
    const prefix = prefixOf(text);
    if (prefix === null) return null;
    const token = await this.transactions.read((manager) => {
      const select = manager.createQueryBuilder(ApiToken, 't').addSelect('t.hash').innerJoinAndSelect('t.user', 'u');
      return select.where('t.prefix = :prefix', { prefix }).getOne();
    });
    if (!token?.user || !hasHash(text, token.hash) || token.user.disabledAt !== null) return null;
    const now = this.clock.now();
    if (token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now)) return null;
    this.noteUse(token, now);
    return tokenActor(await this.viewOf(token.user), token, address);
  }

  private async viewOf(user: User): Promise<UserView> {
    const roles = await this.transactions.read((manager) => workspaceRolesOf(manager, user.id));
    return userView(user, roles.get(user.id));
  }

  private noteUse(token: ApiToken, now: Date): void {
    const { id, lastUsedAt } = token;
    if (lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < USED_MS) return;
    this.notes.note(id, () => {
      return this.transactions.run(
        async (tx) => void (await managerOf(tx).update(ApiToken, { id }, { lastUsedAt: now })),
      );
    });
  }

  private async refuse(user: User | null, login: string, address: string | null): Promise<never> {
    const subject = user ? { type: 'user', id: user.id } : null;
    const reason = user?.disabledAt ? 'disabled' : user ? 'wrong-password' : 'unknown-login';
    const nobody: Actor = {
      kind: 'user',
      userId: null,
      name: login || '(empty)',
      role: null,
      workspaceRoles: {},
      address,
    };
    await this.audit.record(null, nobody, 'user.sign-in-failed', subject, { reason });
    throw new UnauthenticatedError('Wrong login or password.');
  }
}
