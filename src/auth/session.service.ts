import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { assertMay, type Actor } from '../common/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { NotFoundError } from '../common/errors.js';
import { Config } from '../config/config.js';
import { Transactions } from '../persistence/transactions.js';
import { managerOf, type Tx } from '../persistence/tx.js';
import { Session } from './session.entity.js';
import { sha256 } from './token-text.js';
import { UseNotes } from './use-notes.js';

/** A browser left alone for so long is signed out, sooner than the configured lifetime. */
const IDLE_MS = 2 * 3_600_000;
/** A page that polls must not write at every request. */
const TOUCH_MS = 60_000;

/** From where and with what somebody signs in. */
export interface Visitor {
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** A session for lists; `id` is its hash, by which it can be revoked but not taken over. */
export type SessionView = Pick<
  Session,
  'id' | 'userId' | 'address' | 'userAgent' | 'createdAt' | 'lastSeenAt' | 'expiresAt'
>;

/** The sign-ins of browsers, kept in the catalogue. Session ids (`sid`) are those of the cookies, never stored. */
@Injectable()
export class SessionService {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly audit: AuditService,
    private readonly notes: UseNotes,
  ) {}

  /** Begins a session. It ends after the configured lifetime, or when it is idle for two hours. */
  async open(sid: string, userId: string, data: Record<string, unknown>, visitor: Visitor): Promise<void> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + this.config.http.sessionLifetimeMs);
    const userAgent = visitor.userAgent?.slice(0, 200) ?? null;
    const address = visitor.address?.slice(0, 64) ?? null;
    const times = { createdAt: now, lastSeenAt: now, expiresAt };
    await this.transactions.run(async (tx) => {
      await managerOf(tx).insert(Session, {
        id: sha256(sid),
        userId,
        data: data as object,
        address,
        userAgent,
        ...times,
      });
    });
  }

  /** The session while it lives: neither ended, idle, revoked, nor its user disabled; else null. */
  async find(sid: string): Promise<Session | null> {
    const session = await this.transactions.read((manager) => {
      return manager.findOne(Session, { where: { id: sha256(sid) }, relations: { user: true } });
    });
    return session && this.lives(session) ? session : null;
  }

  /** Replaces what is kept with a session; does nothing when it has ended, so that nothing brings it back. */
  async write(sid: string, data: Record<string, unknown>): Promise<void> {
    await this.transactions.run(async (tx) => {
      await managerOf(tx).update(Session, { id: sha256(sid) }, { data: data as object });
    });
  }

  /** Notes that the session is in use, at most once a minute; the write is not waited for. */
  async touch(sid: string): Promise<void> {
    const id = sha256(sid);
    const now = this.clock.now();
    const lastSeenAt = LessThan(new Date(now.getTime() - TOUCH_MS));
    if (!(await this.transactions.read((manager) => manager.existsBy(Session, { id, lastSeenAt })))) return;
    this.notes.note(id, () => {
      return this.transactions.run(
        async (tx) => void (await managerOf(tx).update(Session, { id }, { lastSeenAt: now })),
      );
    });
  }

  /** Ends a session: sign-out. */
  async close(sid: string): Promise<void> {
    await this.transactions.run(async (tx) => void (await managerOf(tx).delete(Session, { id: sha256(sid) })));
  }

  /** The live sessions of a user, newest first; one's own, or anybody's for an admin. */
  async list(actor: Actor, userId: string): Promise<SessionView[]> {
    if (actor.userId !== userId || actor.kind === 'token') assertMay(actor, 'admin');
    const sessions = await this.transactions.read((manager) => {
      return manager.find(Session, { where: { userId }, order: { createdAt: 'DESC' } });
    });
    return sessions
      .filter((session) => this.lives(session))
      .map(({ id, address, userAgent, createdAt, lastSeenAt, expiresAt }) => {
        return { id, userId, address, userAgent, createdAt, lastSeenAt, expiresAt };
      });
  }

  /** Ends a session by its hash; one's own, or anybody's for an admin. It dies at its next request. */
  async revoke(actor: Actor, id: string): Promise<void> {
    const session = await this.transactions.read((manager) => manager.findOneBy(Session, { id }));
    if (!session) throw new NotFoundError('session', id);
    if (actor.userId !== session.userId || actor.kind === 'token') assertMay(actor, 'admin');
    await this.transactions.run(async (tx) => {
      await managerOf(tx).delete(Session, { id });
      await this.audit.record(tx, actor, 'session.revoke', { type: 'user', id: session.userId });
    });
  }

  /** Ends all sessions of a user: a new password, a disabled account. */
  async revokeAll(tx: Tx, userId: string): Promise<void> {
    await managerOf(tx).delete(Session, { userId });
  }

  /** Removes what has ended by itself; answers how many. For a schedule. */
  async removeEnded(): Promise<number> {
    const now = this.clock.now();
    const idleSince = new Date(now.getTime() - IDLE_MS);
    const ended = [{ expiresAt: LessThan(now) }, { lastSeenAt: LessThan(idleSince) }];
    return this.transactions.run(async (tx) => {
      let removed = 0;
      for (const where of ended) removed += (await managerOf(tx).delete(Session, where)).affected ?? 0;
      return removed;
    });
  }

  private lives(session: Session): boolean {
    const now = this.clock.now().getTime();
    if (session.expiresAt.getTime() <= now || now - session.lastSeenAt.getTime() > IDLE_MS) return false;
    return session.user === undefined || session.user.disabledAt === null;
  }
}
