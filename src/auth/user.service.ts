import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { assertMay, type Actor, type Role } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { ConflictError, ForbiddenError, NotFoundError } from '../common/errors.js';
import { newId } from '../common/id.js';
import { isUniqueViolation } from '../persistence/database-errors.js';
import { Transactions } from '../persistence/transactions.js';
import { managerOf, type Tx } from '../persistence/tx.js';
import { Workspace } from '../workspaces/workspace.entity.js';
import { foldLogin } from './login.js';
import { generatePassword, hashPassword, verifyPassword } from './password.js';
import { SessionService } from './session.service.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { userView, workspaceRolesOf, type UserView } from './user-actor.js';
import { validName, validPassword, validRole, validUser, type UserInput } from './user-input.js';
import { UserRole } from './user-role.entity.js';
import { User } from './user.entity.js';

/** Two admins who change each other wait for one another; the engine may end one of them for it. */
const RETRIES = { retries: 3 };

/** A password that was made for somebody: shown once. Null when it was chosen. */
export interface MadePassword {
  readonly password: string | null;
}

/** The people who may sign in; for admins, but one's own password. */
@Injectable()
export class UserService {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly sessions: SessionService,
    private readonly throttle: SignInThrottle,
  ) {}

  /** All users by login. */
  async list(actor: Actor): Promise<UserView[]> {
    assertMay(actor, 'admin');
    return this.transactions.read(async (manager) => {
      const roles = await workspaceRolesOf(manager);
      const users = await manager.find(User, { order: { login: 'ASC' } });
      return users.map((user) => userView(user, roles.get(user.id)));
    });
  }

  /** A user by id; oneself, or anybody for an admin. */
  async get(actor: Actor, id: string): Promise<UserView> {
    if (actor.userId !== id) assertMay(actor, 'admin');
    return this.transactions.read((manager) => view(manager, id));
  }

  /** A user by login, in any case. */
  async getByLogin(actor: Actor, login: string): Promise<UserView> {
    assertMay(actor, 'admin');
    return this.transactions.read(async (manager) => {
      const user = await manager.findOneBy(User, { login: foldLogin(login) });
      if (!user) throw new NotFoundError('user', login);
      return view(manager, user.id);
    });
  }

  /** @throws InvalidInputError, ConflictError `login-taken` */
  async add(actor: Actor, input: UserInput): Promise<{ user: UserView } & MadePassword> {
    assertMay(actor, 'admin');
    const fields = validUser(input);
    const password = input.password ?? generatePassword();
    const passwordHash = await hashPassword(password);
    const add = this.transactions.run(async (tx) => {
      const manager = managerOf(tx);
      const id = newId();
      const times = { disabledAt: null, createdAt: this.clock.now(), lastLoginAt: null };
      await manager.insert(User, { id, ...fields, passwordHash, ...times });
      await this.audit.record(tx, actor, 'user.add', { type: 'user', id }, { ...fields });
      return view(manager, id);
    });
    const user = await add.catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error;
      const message = `There is a user "${fields.login}" already. Choose another login.`;
      throw new ConflictError('login-taken', message, { cause: error });
    });
    return { user, password: input.password === undefined ? password : null };
  }

  /** Gives a user another password, made when none is given; all its sessions end. */
  async resetPassword(actor: Actor, id: string, password?: string): Promise<MadePassword> {
    assertMay(actor, 'admin');
    const made = password === undefined ? generatePassword() : validPassword(password);
    await this.setPassword(actor, id, made, 'user.reset-password');
    return { password: password === undefined ? made : null };
  }

  /**
   * One's own new password; all sessions end, this one too.
   * @throws ForbiddenError when the old one is wrong, or a token asks
   * @throws TooManyRequestsError after too many wrong ones
   */
  async changePassword(actor: Actor, oldPassword: string, newPassword: string): Promise<void> {
    const id = actor.userId;
    if (id === null || actor.kind !== 'user') throw new ForbiddenError('Sign in to change your password.');
    this.throttle.attempt(`password of ${id}`, actor.address ?? null);
    const user = await this.transactions.read((manager) => {
      return manager.findOne(User, { where: { id }, select: { id: true, passwordHash: true } });
    });
    if (!(await verifyPassword(user?.passwordHash ?? null, oldPassword))) {
      throw new ForbiddenError('The old password is wrong.');
    }
    this.throttle.succeeded(`password of ${id}`, actor.address ?? null);
    await this.setPassword(actor, id, validPassword(newPassword), 'user.change-password');
  }

  /** Changes the name that others see. */
  async rename(actor: Actor, id: string, name: string): Promise<UserView> {
    if (actor.userId !== id || actor.kind === 'token') assertMay(actor, 'admin');
    const fields = { name: validName(name) };
    return this.change(actor, id, fields, 'user.rename', async () => undefined);
  }

  /** Refuses the user's sign-in, ends its sessions; its tokens rest. @throws ConflictError `last-admin` */
  async disable(actor: Actor, id: string): Promise<UserView> {
    assertMay(actor, 'admin');
    return this.change(actor, id, { disabledAt: this.clock.now() }, 'user.disable', async (tx) => {
      await this.sessions.revokeAll(tx, id);
    });
  }

  /** Lets a disabled user sign in again. */
  async enable(actor: Actor, id: string): Promise<UserView> {
    assertMay(actor, 'admin');
    return this.change(actor, id, { disabledAt: null }, 'user.enable', async () => undefined);
  }

  /** Sets the role everywhere; null: only roles in workspaces count. @throws ConflictError `last-admin` */
  async setRole(actor: Actor, id: string, role: Role | null): Promise<UserView> {
    assertMay(actor, 'admin');
    return this.change(actor, id, { role: validRole(role) }, 'user.role', async () => undefined);
  }

  /** Sets the role in one workspace; null takes it away. For admins of the workspace too. */
  async setWorkspaceRole(actor: Actor, id: string, workspaceId: string, role: Role | null): Promise<UserView> {
    assertMay(actor, 'admin', workspaceId);
    validRole(role);
    return this.transactions.run(async (tx) => {
      const manager = managerOf(tx);
      await view(manager, id);
      if (!(await manager.existsBy(Workspace, { id: workspaceId }))) throw new NotFoundError('workspace', workspaceId);
      await manager.delete(UserRole, { userId: id, workspaceId });
      if (role !== null) await manager.insert(UserRole, { userId: id, workspaceId, role });
      await this.audit.record(tx, actor, 'user.role', { type: 'user', id, workspaceId }, { role });
      return view(manager, id);
    });
  }

  /** Removes a user with its sessions and tokens; what it did keeps its name. @throws ConflictError `last-admin` */
  async delete(actor: Actor, id: string): Promise<void> {
    assertMay(actor, 'admin');
    await this.transactions.run(async (tx) => {
      const manager = managerOf(tx);
      await lockAdmins(manager);
      const before = await view(manager, id);
      await manager.delete(User, { id });
      if (isAdmin(before)) await refuseNoAdmin(manager);
      await this.audit.record(tx, actor, 'user.delete', { type: 'user', id }, { login: before.login });
    }, RETRIES);
  }

  private async setPassword(actor: Actor, id: string, password: string, action: string): Promise<void> {
    const passwordHash = await hashPassword(password);
    await this.change(actor, id, { passwordHash }, action, (tx) => this.sessions.revokeAll(tx, id));
  }

  private async change(
    actor: Actor,
    id: string,
    fields: Partial<Pick<User, 'name' | 'role' | 'disabledAt' | 'passwordHash'>>,
    action: string,
    also: (tx: Tx) => Promise<void>,
  ): Promise<UserView> {
    return this.transactions.run(async (tx) => {
      const manager = managerOf(tx);
      await lockAdmins(manager);
      const before = await view(manager, id);
      await manager.update(User, { id }, fields);
      const after = await view(manager, id);
      if (isAdmin(before) && !isAdmin(after)) await refuseNoAdmin(manager);
      await also(tx);
      const { name, role } = fields;
      await this.audit.record(tx, actor, action, { type: 'user', id }, { name, role });
      return after;
    }, RETRIES);
  }
}

async function view(manager: EntityManager, id: string): Promise<UserView> {
  const user = await manager.findOneBy(User, { id });
  if (!user) throw new NotFoundError('user', id);
  return userView(user, (await workspaceRolesOf(manager, id)).get(id));
}

/** The transaction's first statement: two admins who disable each other wait for one another. */
async function lockAdmins(manager: EntityManager): Promise<void> {
  await manager.update(User, { role: 'admin' }, { role: 'admin' });
}

function isAdmin({ role, disabledAt }: UserView): boolean {
  return role === 'admin' && disabledAt === null;
}

async function refuseNoAdmin(manager: EntityManager): Promise<void> {
  if (await manager.existsBy(User, { role: 'admin', disabledAt: IsNull() })) return;
  const message = 'This is the last administrator. Make another user an administrator first.';
  throw new ConflictError('last-admin', message);
}
