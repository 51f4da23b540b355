import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import { SqlDb } from '../../src/catalogue/sql-db/sql-db.entity.js';
import { SYSTEM } from '../../src/common/actor.js';
import { newId } from '../../src/common/id.js';
import { schemaDrift } from '../../src/persistence/migration/migrate.js';
import { ADMIN, EDITOR, OPERATOR, VIEWER, as } from '../support/actors.js';
import { catalogueApp, SOURCE, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { ODD_SHOP } from '../support/shop-snapshot.js';
import { snapshot } from '../support/snapshot-builder.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

jest.setTimeout(60_000);

describe.each(TEST_ENGINES)('sources on %s', (engine) => {
  let app: CatalogueApp;
  let id: string;
  beforeAll(async () => {
    const secrets = temporaryDirectory('secrets');
    writeFileSync(join(secrets, 'shop'), 'from a file\n');
    app = await catalogueApp(engine, secrets);
  });
  beforeEach(async () => {
    id = await app.newSource();
  });

  const audited = async (): Promise<string[]> => {
    const entries = await app.source.manager.find(AuditEntry, { where: { subjectId: id }, order: { id: 'ASC' } });
    expect(JSON.stringify(entries)).not.toContain('horse');
    return entries.map(({ action }) => action);
  };

  it('are registered with their defaults, in the default workspace', async () => {
    const sqlDb = await app.sqlDbs.get(VIEWER, id);
    expect(sqlDb).toMatchObject({
      engine: 'postgresql',
      host: 'db.example.org',
      schemas: [],
      include: [],
      exclude: [],
      tlsMode: 'disable',
      mode: 'dev',
      tags: [],
      version: 1,
      hasPassword: true,
      lastDiscoveredAt: null,
      dbElements: { status: 'IDLE', taskId: null, log: null, startTime: null, endTime: null },
    });
    expect((await app.workspaces.list(SYSTEM)).find(({ isDefault }) => isDefault)?.id).toBe(sqlDb.workspaceId);
  });

  it('never give their password out, and keep it encrypted, bound to their row', async () => {
    const views = [await app.sqlDbs.get(ADMIN, id), (await app.sqlDbs.list(ADMIN, { ids: [id] })).items[0]];
    expect(JSON.stringify(views)).not.toMatch(/horse|passwordCipher|v1:/);
    const rows = (await app.source.query(`SELECT password_cipher AS c FROM sql_db WHERE id = '${id}'`)) as {
      c: string;
    }[];
    expect(rows[0]?.c).toMatch(/^v1:/);
    expect((await app.sqlDbs.connectionOf(OPERATOR, id)).connection.password).toBe('correct horse');
    const other = await app.newSource();
    await app.source.query(`UPDATE sql_db SET password_cipher = '${rows[0]?.c}' WHERE id = '${other}'`);
    await expect(app.sqlDbs.connectionOf(OPERATOR, other)).rejects.toMatchObject({ code: 'cipher-broken' });
    expect(await audited()).toEqual(['sql-db.create', 'sql-db.credentials.use']);
  });

  it('take a reference from admins only, and resolve it at each use', async () => {
    const reference = { ...SOURCE, name: newId(), password: null, passwordReference: 'file:shop' };
    await expect(app.sqlDbs.create(OPERATOR, reference)).rejects.toMatchObject({ code: 'forbidden' });
    const sqlDb = await app.sqlDbs.create(ADMIN, reference);
    expect(sqlDb).toMatchObject({ hasPassword: true, passwordReference: 'file:shop' });
    expect((await app.sqlDbs.connectionOf(OPERATOR, sqlDb.id)).connection.password).toBe('from a file');
    // sent back by a form, for the same place: no change
    await app.sqlDbs.update(OPERATOR, sqlDb.id, { name: newId(), passwordReference: 'file:shop' }, 1);
    const moved = { host: 'evil.example.org', passwordReference: 'file:shop' };
    await expect(app.sqlDbs.update(OPERATOR, sqlDb.id, moved, 2)).rejects.toMatchObject({ code: 'forbidden' });
    await app.sqlDbs.update(OPERATOR, sqlDb.id, { password: 'own' }, 2);
    expect(await app.sqlDbs.get(ADMIN, sqlDb.id)).toMatchObject({ passwordReference: null, hasPassword: true });
  });

  it.each([
    ['host', 'other.example.org'],
    ['port', 6432],
    ['user', 'root'],
    ['database', 'other'],
    ['tlsMode', 'require'],
  ])('want the password again when %s changes', async (field, value) => {
    const patch = { [field]: value };
    const refused = { code: 'invalid-input', problems: [{ path: 'password' }] };
    await expect(app.sqlDbs.update(ADMIN, id, patch, 1)).rejects.toMatchObject(refused);
    await expect(app.sqlDbs.update(ADMIN, id, { ...patch, password: '' }, 1)).rejects.toMatchObject(refused);
    await expect(app.sqlDbs.update(ADMIN, id, { ...patch, passwordReference: null }, 1)).rejects.toMatchObject(refused);
    await expect(
      app.sqlDbs.draftConnection(ADMIN, { ...SOURCE, password: undefined, ...patch }, id),
    ).rejects.toMatchObject(refused);
    const changed = await app.sqlDbs.update(ADMIN, id, { ...patch, password: 'new horse' }, 1);
    expect(changed).toMatchObject({ ...patch, version: 2 });
    expect((await app.sqlDbs.connectionOf(OPERATOR, id)).connection.password).toBe('new horse');
    expect(await audited()).toEqual([
      'sql-db.create',
      'sql-db.update',
      'sql-db.credentials.edit',
      'sql-db.credentials.use',
    ]);
  });

  it('keep their password through other changes, and lose it on request', async () => {
    await app.sqlDbs.update(ADMIN, id, { description: 'mine', password: '', schemas: ['a'] }, 1);
    expect((await app.sqlDbs.connectionOf(OPERATOR, id)).connection.password).toBe('correct horse');
    const draft = await app.sqlDbs.draftConnection(OPERATOR, { ...SOURCE, password: '' }, id);
    expect(draft.connection.password).toBe('correct horse');
    await app.sqlDbs.update(ADMIN, id, { password: null }, 2);
    expect(await app.sqlDbs.get(ADMIN, id)).toMatchObject({ hasPassword: false });
  });

  it('refuse a change made on an older version, and a taken name', async () => {
    await app.sqlDbs.update(EDITOR, id, { description: 'one' }, 1);
    await expect(app.sqlDbs.update(EDITOR, id, { description: 'two' }, 1)).rejects.toMatchObject({
      code: 'stale-version',
    });
    const { name } = await app.sqlDbs.get(VIEWER, id);
    await expect(app.sqlDbs.create(OPERATOR, { ...SOURCE, name })).rejects.toMatchObject({ code: 'name-taken' });
    const other = await app.newSource();
    await expect(app.sqlDbs.update(OPERATOR, other, { name }, 1)).rejects.toMatchObject({ code: 'name-taken' });
    await app.newSource({ name: name.toUpperCase() });
  });

  it('go by roles, everywhere or in their workspace', async () => {
    const { workspaceId } = await app.sqlDbs.get(SYSTEM, id);
    const stranger = as(null);
    await expect(app.sqlDbs.get(stranger, id)).rejects.toMatchObject({ code: 'not-found' });
    expect(await app.sqlDbs.list(stranger)).toEqual({ total: 0, items: [] });
    const local = as(null, { [workspaceId]: 'editor' });
    expect((await app.sqlDbs.list(local, { ids: [id] })).total).toBe(1);
    expect(await app.sqlDbs.update(local, id, { tags: [' a ', 'b', 'a'] }, 1)).toMatchObject({ tags: ['a', 'b'] });
    await expect(app.sqlDbs.update(local, id, { host: 'h' }, 2)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(app.sqlDbs.update(VIEWER, id, { tags: [] }, 2)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(app.sqlDbs.connectionOf(EDITOR, id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(app.sqlDbs.remove(OPERATOR, id)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are listed by filter, text and order', async () => {
    const mark = `mark_${newId().slice(-12)}`;
    await app.newSource({ name: `${mark} b`, tags: ['x%'], mode: 'prod' });
    await app.newSource({
      name: `${mark} A`,
      engine: 'sqlite',
      path: '/data/A.db',
      host: null,
      port: null,
      database: null,
      user: null,
      password: null,
    });
    const names = async (query: object) =>
      (await app.sqlDbs.list(VIEWER, { q: mark, ...query })).items.map((one) => one.name.slice(-1));
    expect(await names({ sort: '-name' })).toEqual(['b', 'A']);
    expect(await names({ engine: 'sqlite' })).toEqual(['A']);
    expect(await names({ mode: 'prod', status: 'IDLE', tag: 'x%' })).toEqual(['b']);
    expect(await names({ tag: 'x' })).toEqual([]);
    expect(await names({ limit: 1, offset: 1 })).toEqual(['b']);
    await expect(app.sqlDbs.list(VIEWER, { sort: 'password' })).rejects.toMatchObject({
      code: 'invalid-input',
      problems: [{ path: 'sort' }],
    });
  });

  it('carry the state of their task, and are not removed while it runs', async () => {
    const taskId = newId();
    const startTime = app.clock.now();
    const state = { status: 'RUNNING', taskId, startTime, log: 'line' } as const;
    await app.transactions.run((tx) => app.sqlDbs.setTaskState(tx, id, 'dbElements', state));
    expect(await app.sqlDbs.get(VIEWER, id)).toMatchObject({ version: 1, dbElements: { ...state, endTime: null } });
    expect((await app.sqlDbs.list(VIEWER, { status: 'RUNNING', ids: [id] })).total).toBe(1);
    await expect(app.sqlDbs.remove(ADMIN, id)).rejects.toMatchObject({ code: 'source-busy', details: { taskId } });
    await app.transactions.run((tx) =>
      app.sqlDbs.setTaskState(tx, id, 'dbElements', { status: 'FAILED', endTime: startTime }),
    );
    await app.transactions.run((tx) =>
      app.sqlDbs.setTaskState(tx, id, 'dbElements', { status: 'FAILED', endTime: startTime }),
    );
    await app.sqlDbs.remove(ADMIN, id);
    const late = app.transactions.run((tx) => app.sqlDbs.setTaskState(tx, id, 'dbElements', { status: 'IDLE' }));
    await expect(late).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are removed with all that is known of them', async () => {
    await app.publish(id, snapshot(ODD_SHOP));
    await app.sqlDbs.remove(ADMIN, id);
    for (const name of ['sql_table', 'relationship', 'catalogue_change']) {
      const rows = (await app.source.query(`SELECT COUNT(*) AS n FROM ${name} WHERE sql_db_id = '${id}'`)) as {
        n: unknown;
      }[];
      expect(Number(rows[0]?.n)).toBe(0);
    }
    expect(await app.source.manager.findOneBy(SqlDb, { id })).toBeNull();
    expect(await audited()).toContain('sql-db.delete');
  });

  it('leave the schema as the migrations made it', async () => {
    expect(await schemaDrift(app.source)).toEqual([]);
  });
});
