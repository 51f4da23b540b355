import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import { SqlDb } from '../../src/catalogue/sql-db/sql-db.entity.js';
import { SYSTEM, type Actor, type Role } from '../../src/common/actor.js';
import { newId } from '../../src/common/id.js';
import { schemaDrift } from '../../src/persistence/migration/migrate.js';
import { catalogueApp, SOURCE, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { column, foreignKey, snapshot, table } from '../support/snapshot-builder.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

jest.setTimeout(60_000);

const as = (role: Role | null, workspaceRoles: Record<string, Role> = {}): Actor => ({
  kind: 'user',
  userId: newId(),
  name: `a ${role ?? 'stranger'}`,
  role,
  workspaceRoles,
});
const ADMIN = as('admin');
const OPERATOR = as('operator');
const EDITOR = as('editor');
const VIEWER = as('viewer');

const TABLES = [
  table('customer', { columns: ['id', column('name', 'text', { comment: 'Full NAME' })], primaryKey: ['id'] }),
  table('order', {
    columns: ['id', 'customer_id'],
    foreignKeys: [foreignKey('fk', ['customer_id'], 'customer', ['id'])],
  }),
  table('100%', { schema: 'odd', kind: 'view', columns: ['a_b', 'aXb'] }),
];

describe.each(TEST_ENGINES)('the services of the catalogue on %s', (engine) => {
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

  describe('sources', () => {
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
      await expect(app.sqlDbs.update(ADMIN, id, { ...patch, passwordReference: null }, 1)).rejects.toMatchObject(
        refused,
      );
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
      await app.publish(id, snapshot(TABLES));
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
  });

  describe('tables and columns', () => {
    beforeEach(async () => {
      await app.publish(id, snapshot(TABLES));
    });

    it('are listed by filter, text and order', async () => {
      const tables = async (query: object) =>
        (await app.tables.list(VIEWER, { sqlDbId: id, ...query })).items.map((one) => one.name);
      expect(await tables({})).toEqual(['customer', 'order', '100%']);
      expect(await tables({ sort: '-name' })).toEqual(['order', 'customer', '100%']);
      expect(await tables({ q: '0%' })).toEqual(['100%']);
      expect(await tables({ q: 'CUST' })).toEqual(['customer']);
      expect(await tables({ kind: 'view', schema: 'odd', missing: false, stale: false })).toEqual(['100%']);
      expect(await tables({ missing: true })).toEqual([]);
      const columns = async (query: object) =>
        (await app.columns.list(VIEWER, { sqlDbId: id, ...query })).items.map((one) => one.originalColumnName);
      expect(await columns({})).toEqual(['id', 'name', 'id', 'customer_id', 'a_b', 'aXb']);
      expect(await columns({ q: 'a_b' })).toEqual(['a_b']);
      expect(await columns({ q: 'full name' })).toEqual(['name']);
      expect(await columns({ key: 'pk' })).toEqual(['id']);
      expect(await columns({ key: 'fk', dataFormat: 'INT', missing: false })).toEqual(['customer_id']);
      expect(await columns({ tableId: (await app.table(id, 'order')).id })).toEqual(['id', 'customer_id']);
      expect((await app.columns.list(VIEWER, { sqlDbId: id, limit: 2 })).total).toBe(6);
      expect((await app.columns.list(VIEWER, { sqlDbId: id })).items[0]?.sqlTable).toMatchObject({
        schema: 'main',
        name: 'customer',
        sqlDbId: id,
      });
    });

    it('are for those to see who may see the source', async () => {
      const { workspaceId } = await app.sqlDbs.get(SYSTEM, id);
      const [local, stranger] = [as(null, { [workspaceId]: 'viewer' }), as(null, { elsewhere: 'admin' })];
      const lists = (actor: Actor) =>
        Promise.all([
          app.tables.list(actor, { sqlDbId: id }),
          app.columns.list(actor, { sqlDbId: id }),
          app.relationships.list(actor, { sqlDbId: id }),
          app.changes.list(actor, { sqlDbId: id }),
        ]).then((pages) => pages.map(({ total }) => total));
      expect(await lists(local)).toEqual([3, 6, 1, 3]);
      expect(await lists(stranger)).toEqual([0, 0, 0, 0]);
      const { id: tableId } = await app.table(id, 'order');
      await expect(app.tables.get(stranger, tableId)).rejects.toMatchObject({ code: 'not-found' });
      await expect(app.columns.get(stranger, (await app.columnsOf(id, 'order')).id?.id ?? 0)).rejects.toMatchObject({
        code: 'not-found',
      });
      await expect(app.relationships.ofTable(stranger, tableId)).rejects.toMatchObject({ code: 'not-found' });
      await expect(app.tables.update(local, tableId, { description: 'x' }, 1)).rejects.toMatchObject({
        code: 'forbidden',
      });
      expect((await app.tables.get(local, tableId)).name).toBe('order');
      await expect(app.tables.get(VIEWER, 2 ** 31 - 1)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('take what people write, once per version', async () => {
      const { id: tableId } = await app.table(id, 'order');
      expect(await app.tables.update(EDITOR, tableId, { description: 'Sales' }, 1)).toMatchObject({
        description: 'Sales',
        version: 2,
      });
      await expect(app.tables.update(EDITOR, tableId, { description: 'x' }, 1)).rejects.toMatchObject({
        code: 'stale-version',
      });
      expect(await app.tables.update(EDITOR, tableId, { tags: ['a'] }, 2)).toMatchObject({
        description: 'Sales',
        tags: ['a'],
      });
      expect(await app.tables.update(EDITOR, tableId, { description: '' }, 3)).toMatchObject({ description: null });
      const columnId = (await app.columnsOf(id, 'order')).customer_id?.id ?? 0;
      expect(await app.columns.update(EDITOR, columnId, { columnName: 'Buyer' }, 1)).toMatchObject({
        columnName: 'Buyer',
        originalColumnName: 'customer_id',
      });
      expect(await app.columns.update(EDITOR, columnId, { columnName: '', valueDescription: 'v' }, 2)).toMatchObject({
        columnName: 'customer_id',
        valueDescription: 'v',
      });
      const tooLong = app.columns.update(EDITOR, columnId, { description: 'x'.repeat(20_001) }, 3);
      await expect(tooLong).rejects.toMatchObject({ problems: [{ path: 'description' }] });
      const [relationship] = (await app.relationships.list(VIEWER, { sqlDbId: id })).items;
      expect(await app.relationships.update(EDITOR, relationship?.id ?? 0, { description: 'd' }, 1)).toMatchObject({
        description: 'd',
        version: 2,
      });
    });

    it('are purged on request when they are missing, and only then', async () => {
      const { id: tableId } = await app.table(id, '100%');
      await expect(app.purge.purgeTable(OPERATOR, tableId)).rejects.toMatchObject({ code: 'not-missing' });
      await expect(app.purge.purgeMissing(EDITOR, id)).rejects.toMatchObject({ code: 'forbidden' });
      const less = table('order', { columns: ['id'] });
      await app.publish(id, snapshot([table('customer', TABLES[0]), less]));
      expect((await app.sqlDbs.counts(VIEWER, [id])).get(id)).toMatchObject({
        tables: 2,
        columns: 3,
        missingTables: 1,
        missingColumns: 3,
        missingRelationships: 1,
      });
      expect(await app.purge.purgeMissing(OPERATOR, id)).toEqual({ tables: 1, columns: 1, relationships: 1 });
      expect((await app.sqlDbs.counts(VIEWER, [id])).get(id)).toMatchObject({
        tables: 2,
        columns: 3,
        missingTables: 0,
        missingColumns: 0,
        missingRelationships: 0,
      });
      expect(Object.keys(await app.columnsOf(id, 'order'))).toEqual(['id']);
      expect(await audited()).toContain('sql-db.purge');
      await app.publish(id, snapshot(TABLES));
      expect((await app.sqlDbs.counts(VIEWER, [id])).get(id)).toMatchObject({
        tables: 3,
        columns: 6,
        relationships: 1,
      });
    });
  });

  it('leave the schema as the migrations made it', async () => {
    expect(await schemaDrift(app.source)).toEqual([]);
  });
});
