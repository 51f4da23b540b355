import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM, may, type Actor } from '../../src/common/actor.js';
import { ConflictError, ForbiddenError, NotFoundError } from '../../src/common/errors.js';
import { ApiToken } from '../../src/auth/api-token.entity.js';
import { Session } from '../../src/auth/session.entity.js';
import { User } from '../../src/auth/user.entity.js';
import { TEST_ENGINES } from '../support/engines.js';
import { peopleCatalogue, type PeopleCatalogue } from './people-catalogue.js';

const VISITOR = { address: '10.1.1.1', userAgent: 'test' };
const PASSWORD = 'correct horse battery';

describe.each(TEST_ENGINES)('people on %s', (engine) => {
  let people: PeopleCatalogue;
  let addresses = 0;
  const address = (): string => `10.2.0.${++addresses}`;
  beforeAll(async () => {
    people = await peopleCatalogue(engine);
  });
  afterAll(() => people.close());

  const added = async (login: string, role: 'viewer' | 'editor' | 'operator' | 'admin' | null = 'viewer') =>
    (await people.users.add(SYSTEM, { login, role, password: PASSWORD })).user;
  const actorOf = async (login: string): Promise<Actor> => (await people.auth.signIn(login, PASSWORD, address())).actor;

  it('the first administrator is made once, with a password that is shown once', async () => {
    const login = 'Admin@Localhost';
    const made = await Promise.all([1, 2, 3].map(() => people.firstAdmin.ensureFirstAdmin({ login })));
    const created = made.filter((result) => result.created);
    expect(created).toHaveLength(1);
    expect(created[0]?.password).toMatch(/^([0-9a-z]{4}-){6}[0-9a-z]{4}$/);
    expect(await people.firstAdmin.ensureFirstAdmin({ login, password: PASSWORD })).toEqual({ created: false });
    const { actor } = await people.auth.signIn('admin@localhost', created[0]?.password ?? '', address());
    expect(actor).toMatchObject({ kind: 'user', name: 'Administrator', role: 'admin' });
  });

  it('sign in by a login in any case, and are refused alike whatever was wrong', async () => {
    const ann = await added('ann@example.org');
    const { user } = await people.auth.signIn(' ANN@Example.org ', PASSWORD, address());
    expect(user).toMatchObject({ id: ann.id, lastLoginAt: people.clock.now() });
    expect(JSON.stringify(await people.users.list(SYSTEM))).not.toContain('argon2');
    const off = await added('off@example.org');
    await people.users.disable(SYSTEM, off.id);
    const wrong = [
      ['ann@example.org', 'nonsense'],
      ['nobody@example.org', PASSWORD],
      ['off@example.org', PASSWORD],
      ['', ''],
    ] as const;
    for (const [login, password] of wrong) {
      await expect(people.auth.signIn(login, password, address())).rejects.toThrow('Wrong login or password.');
    }
    const { entries } = await people.audit.list(SYSTEM, { action: 'user.sign-in-failed', limit: 4 });
    expect(entries.map(({ actorName, details }) => [actorName, details])).toEqual([
      ['(empty)', { reason: 'unknown-login' }],
      ['off@example.org', { reason: 'disabled' }],
      ['nobody@example.org', { reason: 'unknown-login' }],
      ['ann@example.org', { reason: 'wrong-password' }],
    ]);
  });

  it('are slowed down after five wrong passwords, whatever the address, right ones too', async () => {
    await added('slow@example.org');
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, () => people.auth.signIn('slow@example.org', 'wrong one', address())),
    );
    const codes = tries.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : ''));
    expect(codes.filter((code) => code === 'unauthenticated')).toHaveLength(5);
    expect(codes.filter((code) => code === 'sign-in-throttled')).toHaveLength(7);
    await expect(people.auth.signIn('slow@example.org', PASSWORD, address())).rejects.toMatchObject({
      retryAfterSeconds: 2,
    });
    people.clock.advance(2000);
    await people.auth.signIn('slow@example.org', PASSWORD, address());
  });

  it('have logins of their own and passwords that will do', async () => {
    await added('bob');
    await expect(people.users.add(SYSTEM, { login: 'BOB ' })).rejects.toMatchObject({ code: 'login-taken' });
    const bad = { login: 'two words', password: 'short', role: 'king' as 'admin', name: 'a\nb' };
    await expect(people.users.add(SYSTEM, bad)).rejects.toMatchObject({
      problems: ['login', 'name', 'role', 'password'].map((path) => ({ path, message: expect.any(String) })),
    });
    const { password } = await people.users.add(SYSTEM, { login: 'made' });
    await people.auth.signIn('made', password ?? '', address());
  });

  it('are managed by admins only', async () => {
    const { id } = await added('op', 'operator');
    const op = await actorOf('op');
    await expect(people.users.list(op)).rejects.toThrow(ForbiddenError);
    await expect(people.users.add(op, { login: 'x' })).rejects.toThrow(ForbiddenError);
    await expect(people.users.setRole(op, id, 'admin')).rejects.toThrow(ForbiddenError);
    await expect(people.users.resetPassword(op, id)).rejects.toThrow(ForbiddenError);
    expect(await people.users.get(op, id)).toMatchObject({ login: 'op' });
    expect(await people.users.rename(op, id, ' Olga ')).toMatchObject({ name: 'Olga' });
    await expect(people.users.get(SYSTEM, 'nobody')).rejects.toThrow(NotFoundError);
  });

  it('keep at least one administrator, also when two disable each other at once', async () => {
    for (const user of await people.users.list(SYSTEM)) {
      if (user.login !== 'admin@localhost') await people.users.setRole(SYSTEM, user.id, 'viewer');
    }
    const [first] = (await people.users.list(SYSTEM)).filter(({ role }) => role === 'admin');
    const id = first?.id ?? '';
    await expect(people.users.disable(SYSTEM, id)).rejects.toThrow('This is the last administrator.');
    await expect(people.users.setRole(SYSTEM, id, 'operator')).rejects.toThrow(ConflictError);
    await expect(people.users.delete(SYSTEM, id)).rejects.toThrow(ConflictError);
    const second = await added('second', 'admin');
    const both = await Promise.allSettled([people.users.disable(SYSTEM, id), people.users.delete(SYSTEM, second.id)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const left = (await people.users.list(SYSTEM)).filter(({ role, disabledAt }) => role === 'admin' && !disabledAt);
    expect(left).toHaveLength(1);
    if (left[0]?.id !== id) await people.users.enable(SYSTEM, id);
  });

  it('have roles in workspaces', async () => {
    const { id: workspaceId } = await people.workspaces.create(SYSTEM, { name: 'Sales' });
    const { id } = await added('walt', null);
    await people.users.setWorkspaceRole(SYSTEM, id, workspaceId, 'operator');
    const walt = await actorOf('walt');
    expect([may(walt, 'operator', workspaceId), may(walt, 'admin', workspaceId), may(walt, 'viewer')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await people.users.setWorkspaceRole(SYSTEM, id, workspaceId, null)).toMatchObject({ workspaceRoles: {} });
    await people.users.setWorkspaceRole(SYSTEM, id, workspaceId, 'editor');
    await people.workspaces.delete(SYSTEM, workspaceId);
    expect((await people.users.get(SYSTEM, id)).workspaceRoles).toEqual({});
  });

  it('leave nothing but their names behind when they are deleted', async () => {
    const { id } = await added('gone');
    await people.sessions.open('gone', id, {}, VISITOR);
    await people.tokens.create(SYSTEM, { name: 't', scopes: ['read'], userId: id });
    await people.users.delete(SYSTEM, id);
    const left = await people.transactions.read(async (manager) => [
      await manager.countBy(User, { id }),
      await manager.countBy(Session, { userId: id }),
      await manager.countBy(ApiToken, { userId: id }),
    ]);
    expect(left).toEqual([0, 0, 0]);
    expect((await people.audit.list(SYSTEM, { subjectId: id, action: 'user.delete' })).entries[0]?.details).toEqual({
      login: 'gone',
    });
  });
});
