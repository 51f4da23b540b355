import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import { SYSTEM, type Actor } from '../../src/common/actor.js';
import { schemaDrift } from '../../src/persistence/migration/migrate.js';
import { EDITOR, OPERATOR, VIEWER, as } from '../support/actors.js';
import { catalogueApp, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { ODD_SHOP } from '../support/shop-snapshot.js';
import { snapshot, table } from '../support/snapshot-builder.js';

jest.setTimeout(60_000);

describe.each(TEST_ENGINES)('tables and columns on %s', (engine) => {
  let app: CatalogueApp;
  let id: string;
  beforeAll(async () => {
    app = await catalogueApp(engine);
  });
  beforeEach(async () => {
    id = await app.newSource();
    await app.publish(id, snapshot(ODD_SHOP));
  });

  const audited = async (): Promise<string[]> => {
    const entries = await app.source.manager.find(AuditEntry, { where: { subjectId: id }, order: { id: 'ASC' } });
    expect(JSON.stringify(entries)).not.toContain('horse');
    return entries.map(({ action }) => action);
  };

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
    await app.publish(id, snapshot([table('customer', ODD_SHOP[0]), less]));
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
    await app.publish(id, snapshot(ODD_SHOP));
    expect((await app.sqlDbs.counts(VIEWER, [id])).get(id)).toMatchObject({
      tables: 3,
      columns: 6,
      relationships: 1,
    });
  });

  it('leave the schema as the migrations made it', async () => {
    expect(await schemaDrift(app.source)).toEqual([]);
  });
});
