import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM, type Actor } from '../../src/common/actor.js';
import { ForbiddenError } from '../../src/common/errors.js';
import { TEST_ENGINES } from '../support/engines.js';
import { peopleCatalogue, type PeopleCatalogue } from './people-catalogue.js';

const ANN: Actor = {
  kind: 'user',
  userId: '019cafe0-0000-7000-8000-000000000001',
  name: `Ann ${'n'.repeat(300)}`,
  role: 'editor',
  workspaceRoles: { '019cafe0-0000-7000-8000-0000000000aa': 'admin' },
  address: '2001:db8::1',
};

describe.each(TEST_ENGINES)('the audit on %s', (engine) => {
  let people: PeopleCatalogue;
  beforeAll(async () => {
    people = await peopleCatalogue(engine);
  });
  afterAll(() => people.close());

  it('keeps who did what to what, newest first, and nothing of what was rolled back', async () => {
    const { audit, transactions, clock } = people;
    await audit.record(null, SYSTEM, 'user.add', { type: 'user', id: 'a' }, { login: 'ann' });
    clock.advance(1000);
    const workspaceId = '019cafe0-0000-7000-8000-0000000000aa';
    await transactions.run((tx) =>
      audit.record(tx, ANN, 'sql-db.credentials.edit', { type: 'sql-db', id: 7, workspaceId }),
    );
    const lost = transactions.run(async (tx) => {
      await audit.record(tx, ANN, 'sql-db.delete', { type: 'sql-db', id: 7 });
      throw new Error('rolled back');
    });
    await expect(lost).rejects.toThrow('rolled back');

    const { total, entries } = await audit.list(SYSTEM);
    expect(total).toBe(2);
    expect(entries).toMatchObject([
      {
        action: 'sql-db.credentials.edit',
        actorKind: 'user',
        actorId: ANN.userId,
        address: '2001:db8::1',
        subjectId: '7',
      },
      { action: 'user.add', actorKind: 'system', actorId: null, details: { login: 'ann' }, workspaceId: null },
    ]);
    expect(entries[0]?.actorName).toHaveLength(200);
    expect(entries[0]!.at.getTime() - entries[1]!.at.getTime()).toBe(1000);

    const found = async (query: object) => (await audit.list(SYSTEM, query)).entries.map(({ action }) => action);
    expect(await found({ action: 'user.' })).toEqual(['user.add']);
    expect(await found({ action: 'user' })).toEqual([]);
    expect(await found({ subjectType: 'sql-db', subjectId: '7', actorId: ANN.userId })).toEqual([
      'sql-db.credentials.edit',
    ]);
    expect(await found({ from: entries[0]!.at })).toEqual(['sql-db.credentials.edit']);
    expect(await found({ to: entries[0]!.at })).toEqual(['user.add']);
    expect(await found({ limit: 1, offset: 1 })).toEqual(['user.add']);
    expect((await audit.list(ANN, { workspaceId })).total).toBe(1);
  });

  it('is for admins', async () => {
    await expect(people.audit.list(ANN)).rejects.toThrow(ForbiddenError);
    await expect(people.audit.list(ANN, { workspaceId: 'another' })).rejects.toThrow(ForbiddenError);
  });

  it('offers no way to change or remove an entry', () => {
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(people.audit));
    expect(methods.sort()).toEqual(['constructor', 'list', 'record']);
  });
});
