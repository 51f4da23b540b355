import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM, type Actor } from '../../src/common/actor.js';
import { ConflictError, ForbiddenError, NotFoundError, StaleVersionError } from '../../src/common/errors.js';
import { TEST_ENGINES } from '../support/engines.js';
import { peopleCatalogue, type PeopleCatalogue } from './people-catalogue.js';

const viewerOf = (workspaceId: string): Actor => {
  return { kind: 'user', userId: 'u', name: 'Vera', role: null, workspaceRoles: { [workspaceId]: 'viewer' } };
};

describe.each(TEST_ENGINES)('workspaces on %s', (engine) => {
  let people: PeopleCatalogue;
  beforeAll(async () => {
    people = await peopleCatalogue(engine);
  });
  afterAll(() => people.close());

  it('make the default one once, however many ask at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => people.workspaces.ensureDefault()));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await people.workspaces.ensureDefault()).toMatchObject({
      name: 'Default',
      isDefault: true,
      nextJobNumber: 1,
    });
  });

  it('number jobs without a gap or a double under concurrency', async () => {
    const { id } = await people.workspaces.create(SYSTEM, { name: 'Numbers' });
    const take = (fail: boolean) =>
      people.transactions.run(async (tx) => {
        const number = await people.workspaces.nextJobNumber(tx, id);
        if (fail) throw new Error('rolled back');
        return number;
      });
    const taken = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => take(i % 4 === 3)));
    const numbers = taken.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  it('have unique names, changed by admins only', async () => {
    const { workspaces } = people;
    const sales = await workspaces.create(SYSTEM, { name: ' Sales ', description: 'Q1' });
    await expect(workspaces.create(SYSTEM, { name: 'Sales' })).rejects.toThrow(ConflictError);
    expect(await workspaces.update(SYSTEM, sales.id, { name: 'sales', description: null }, 1)).toMatchObject({
      name: 'sales',
      description: null,
      directory: sales.directory,
      version: 2,
    });
    const vera = viewerOf(sales.id);
    expect((await workspaces.list(vera)).map(({ name }) => name)).toEqual(['sales']);
    await expect(workspaces.update(vera, sales.id, { name: 'mine' }, 2)).rejects.toThrow(ForbiddenError);
    await expect(workspaces.create(vera, { name: 'mine' })).rejects.toThrow(ForbiddenError);
    const other = await workspaces.create(SYSTEM, { name: 'Other' });
    await expect(workspaces.get(vera, other.id)).rejects.toThrow(NotFoundError);
  });

  it('are not overwritten unseen, and every change of theirs is in the audit', async () => {
    const { workspaces, audit } = people;
    const { id, version } = await workspaces.create(SYSTEM, { name: 'Shared', description: 'first' });
    const edits = await Promise.allSettled(
      ['a', 'b', 'c'].map((description) => workspaces.update(SYSTEM, id, { description }, version)),
    );
    expect(edits.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const edit of edits) if (edit.status === 'rejected') expect(edit.reason).toBeInstanceOf(StaleVersionError);
    const { version: now } = await workspaces.get(SYSTEM, id);
    expect(now).toBe(version + 1);
    await people.transactions.run((tx) => workspaces.nextJobNumber(tx, id));
    await workspaces.update(SYSTEM, id, { name: 'Ours', description: 'second' }, now);
    await workspaces.delete(SYSTEM, id);
    const { entries } = await audit.list(SYSTEM, { subjectType: 'workspace', subjectId: id });
    expect(entries.map(({ action, details }) => [action, details]).reverse()).toEqual([
      ['workspace.create', { name: 'Shared' }],
      ['workspace.update', { name: 'Shared', fields: ['description'] }],
      ['workspace.update', { name: 'Shared', fields: ['name', 'description'] }],
      ['workspace.delete', { name: 'Ours' }],
    ]);
  });

  it('are deleted with what they hold only when asked, and with their directory', async () => {
    const { workspaces } = people;
    const workspace = await workspaces.create(SYSTEM, { name: 'Old' });
    const removed: string[] = [];
    workspaces.register({
      what: 'sources',
      count: async (_manager, id) => (id === workspace.id ? 3 : 0),
      remove: async (_tx, _actor, id) => void removed.push(id),
    });
    const directory = await workspaces.ensureDirectory(workspace);
    expect(dirname(directory)).toBe(join(people.config.dataDir, 'workspaces'));
    await writeFile(join(directory, 'file'), 'x');
    await expect(workspaces.delete(SYSTEM, workspace.id)).rejects.toThrow('The workspace "Old" holds 3 sources.');
    expect(existsSync(directory)).toBe(true);
    await workspaces.delete(SYSTEM, workspace.id, { withContents: true });
    expect(removed).toEqual([workspace.id]);
    expect(existsSync(directory)).toBe(false);
    await expect(workspaces.get(SYSTEM, workspace.id)).rejects.toThrow(NotFoundError);
    const { id } = await workspaces.ensureDefault();
    await expect(workspaces.delete(SYSTEM, id)).rejects.toThrow('The default workspace cannot be deleted');
  });
});
