import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SqlColumn } from '../../src/catalogue/sql-column/sql-column.entity.js';
import { SqlDb } from '../../src/catalogue/sql-db/sql-db.entity.js';
import { SqlTable } from '../../src/catalogue/sql-table/sql-table.entity.js';
import { SYSTEM } from '../../src/common/actor.js';
import { catalogueApp, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { SHOP, customer, order, shopWithout, totals } from '../support/shop-snapshot.js';
import { column, snapshot, table } from '../support/snapshot-builder.js';
import { countWrites } from '../support/write-counter.js';

jest.setTimeout(60_000);

describe.each(TEST_ENGINES)('publishing snapshots on %s', (engine) => {
  let app: CatalogueApp;
  let writes: () => Promise<Record<string, number>>;
  let id: string;
  beforeAll(async () => {
    app = await catalogueApp(engine);
    writes = await countWrites(app.source);
  });
  beforeEach(async () => {
    id = await app.newSource();
    await writes();
  });

  it('keeps everything that a snapshot says', async () => {
    const summary = await app.publish(id, snapshot(SHOP, { estimates: { order: 5_000_000_000 } }));
    expect(summary.tables).toEqual({
      total: 3,
      created: 3,
      updated: 0,
      unchanged: 0,
      missing: 0,
      returned: 0,
      failed: 0,
      withColumns: 3,
    });
    expect(summary.columns).toMatchObject({ total: 9, created: 9 });
    expect(summary.relationships).toMatchObject({ total: 1, created: 1, outside: 0 });
    expect(summary.createdTables[0]).toEqual({ schema: 'main', name: 'customer', comment: 'Who buys' });
    expect(summary.changes).toEqual({});
    expect(await app.table(id, 'customer')).toMatchObject({
      kind: 'table',
      comment: 'Who buys',
      description: null,
      tags: [],
      columnCount: 2,
      structure: { primaryKeyName: 'customer_pkey', primaryKey: ['id'], indexes: [{ name: 'customer_name' }] },
      missingSince: null,
      version: 1,
    });
    expect(await app.table(id, 'order')).toMatchObject({ rowEstimate: 5_000_000_000 });
    expect(await app.table(id, 'totals')).toMatchObject({ kind: 'view', definition: 'select …' });
    const columns = await app.columnsOf(id, 'order');
    expect(columns.id).toMatchObject({
      ordinal: 1,
      nativeType: 'bigint',
      nullable: false,
      pkField: 'PK',
      fkField: null,
    });
    expect(columns.customer_id).toMatchObject({ columnName: 'customer_id', nullable: true, fkField: 'customer.id' });
    expect(columns.state).toMatchObject({ enumValues: ['new', 'paid'], defaultValue: "'new'", dataFormat: 'ENUM' });
    expect(columns.total).toMatchObject({ precision: 12, scale: 2, comment: 'with tax' });
    expect(columns.label).toMatchObject({
      generated: { expression: 'id || state', stored: true },
      length: 4_294_967_295,
    });
    const sqlDb = await app.source.manager.findOneByOrFail(SqlDb, { id });
    expect(sqlDb).toMatchObject({ sourceVersion: '15.4', lastDiscoveredAt: app.clock.now() });
  });

  it('writes no row for an unchanged source, and parses no table', async () => {
    await app.publish(id, snapshot(SHOP, { estimates: { order: 1000 } }));
    await writes();
    const onParse = jest.fn();
    const summary = await app.publish(id, snapshot(SHOP, { estimates: { order: 1200 }, onParse }));
    expect(await writes()).toEqual({});
    expect(onParse).not.toHaveBeenCalled();
    expect(summary).toMatchObject({
      writes: 0,
      tables: { total: 3, unchanged: 3, withColumns: 3 },
      columns: { total: 9, unchanged: 9 },
      relationships: { total: 1, unchanged: 1 },
      changes: {},
    });
  });

  it('writes a row estimate, and nothing else, when it moved by more than a fifth', async () => {
    await app.publish(id, snapshot(SHOP, { estimates: { order: 1000, customer: 10 } }));
    const before = await app.table(id, 'order');
    await writes();
    await app.publish(id, snapshot(SHOP, { estimates: { order: 1201, customer: 12 } }));
    expect(await writes()).toEqual({ 'sql_table update': 1 });
    expect(await app.table(id, 'order')).toEqual({ ...before, rowEstimate: 1201 });
    expect(await app.takeChanges(id)).toHaveLength(3); // the three tables of the first run
  });

  it('touches only the rows of what has changed', async () => {
    await app.publish(id, snapshot(SHOP));
    await writes();
    const changed = table('customer', {
      ...customer,
      columns: [...customer.columns.slice(0, 1), column('name', 'varchar(80)')],
    });
    const summary = await app.publish(id, snapshot([changed, order, totals]));
    expect(await writes()).toEqual({ 'sql_table update': 1, 'sql_column update': 1, 'catalogue_change insert': 1 });
    expect(summary).toMatchObject({
      tables: { updated: 1, unchanged: 2 },
      columns: { updated: 1, unchanged: 8 },
      changes: { 'column retyped': 1 },
    });
  });

  it('never touches what people wrote', async () => {
    await app.publish(id, snapshot(SHOP));
    const orderId = (await app.table(id, 'order')).id;
    const total = (await app.columnsOf(id, 'order')).total?.id ?? 0;
    await app.tables.update(SYSTEM, orderId, { description: 'Every sale', tags: ['money'] }, 1);
    await app.columns.update(SYSTEM, total, { columnName: 'Sum', description: 'gross', valueDescription: 'EUR' }, 1);
    await app.source.manager.update(SqlTable, { id: orderId }, { generatedComment: 'made' });
    await app.source.manager.update(SqlColumn, { id: total }, { generatedComment: 'made too' });
    const changed = table('order', {
      ...order,
      comment: 'new comment',
      columns: [
        column('total', 'float', { dataFormat: 'FLOAT', comment: 'net', nullable: false }),
        ...order.columns.slice(0, 3),
      ].map(({ ...one }, at) => ({ ...one, ordinal: at + 1 })),
    });
    await app.publish(id, snapshot([customer, changed, totals]));
    expect(await app.table(id, 'order')).toMatchObject({
      comment: 'new comment',
      description: 'Every sale',
      tags: ['money'],
      generatedComment: 'made',
      version: 2,
    });
    expect((await app.columnsOf(id, 'order')).total).toMatchObject({
      id: total,
      ordinal: 1,
      nativeType: 'float',
      comment: 'net',
      nullable: false,
      columnName: 'Sum',
      description: 'gross',
      valueDescription: 'EUR',
      generatedComment: 'made too',
      version: 2,
    });
  });

  it('marks a dropped table missing with all its parts, and restores it with its text when it returns', async () => {
    await app.publish(id, snapshot(SHOP));
    const { id: orderId } = await app.table(id, 'order');
    await app.tables.update(SYSTEM, orderId, { description: 'Every sale' }, 1);
    const summary = await app.publish(id, snapshot(shopWithout('order')));
    const since = app.clock.now();
    expect(summary).toMatchObject({
      tables: { total: 2, missing: 1, unchanged: 2 },
      columns: { total: 4, missing: 5 },
      relationships: { total: 0, missing: 1 },
      missingTables: [{ schema: 'main', name: 'order' }],
    });
    expect(await app.table(id, 'order')).toMatchObject({ missingSince: since, description: 'Every sale' });
    expect(Object.values(await app.columnsOf(id, 'order')).map((one) => one.missingSince)).toEqual(
      Array(5).fill(since),
    );
    expect((await app.sqlDbs.counts(SYSTEM, [id])).get(id)).toEqual({
      tables: 2,
      columns: 4,
      relationships: 0,
      missingTables: 1,
      missingColumns: 5,
      missingRelationships: 1,
      staleTables: 0,
    });

    await writes();
    expect(await app.publish(id, snapshot(shopWithout('order')))).toMatchObject({ writes: 0, tables: { missing: 0 } });
    expect(await writes()).toEqual({});
    expect(await app.table(id, 'order')).toMatchObject({ missingSince: since });

    await app.takeChanges(id);
    const back = await app.publish(id, snapshot(SHOP));
    expect(back).toMatchObject({
      tables: { returned: 1 },
      columns: { returned: 5, total: 9 },
      relationships: { returned: 1, total: 1 },
    });
    expect(await app.table(id, 'order')).toMatchObject({ id: orderId, missingSince: null, description: 'Every sale' });
    expect(Object.values(await app.columnsOf(id, 'order')).map((one) => one.missingSince)).toEqual(Array(5).fill(null));
    const { outgoing } = await app.relationships.ofTable(SYSTEM, orderId);
    expect(outgoing).toMatchObject([{ missingSince: null, targetTable: { name: 'customer' } }]);
    expect(await app.takeChanges(id)).toEqual(['table order returned: null → {"kind":"table","columns":5}']);
    await writes();
    await app.publish(id, snapshot(SHOP));
    expect(await writes()).toEqual({});
  });

  it('takes a renamed table for a new one, and keeps what was written of the old', async () => {
    await app.publish(id, snapshot(SHOP));
    await app.tables.update(SYSTEM, (await app.table(id, 'totals')).id, { description: 'Sums' }, 1);
    await app.publish(id, snapshot([customer, order, table('sums', { ...totals })]));
    expect(await app.table(id, 'totals')).toMatchObject({ description: 'Sums', missingSince: app.clock.now() });
    expect(await app.table(id, 'sums')).toMatchObject({ description: null, missingSince: null });
  });

  it('refuses an empty list where there were tables, and publishes one of a new source', async () => {
    expect(await app.publish(id, snapshot([]))).toMatchObject({ tables: { total: 0 }, writes: 0 });
    await app.publish(id, snapshot(SHOP));
    await writes();
    const refused = app.publish(id, snapshot([], { acceptLoss: true }));
    await expect(refused).rejects.toMatchObject({ code: 'empty-list', details: { live: 3 } });
    expect(await writes()).toEqual({});
  });

  it('wants more than half of the tables vanishing to be confirmed', async () => {
    await app.publish(id, snapshot(SHOP));
    const refused = app.publish(id, snapshot([customer]));
    await expect(refused).rejects.toMatchObject({ code: 'confirmation-required', details: { live: 3, vanished: 2 } });
    expect(await app.table(id, 'order')).toMatchObject({ missingSince: null });
    expect(await app.publish(id, snapshot([customer], { acceptLoss: true }))).toMatchObject({ tables: { missing: 2 } });
    expect(await app.publish(id, snapshot([customer]))).toMatchObject({ writes: 0 });
  });

  it('refuses a plan that somebody purged under', async () => {
    await app.publish(id, snapshot(SHOP));
    await app.publish(id, snapshot(shopWithout('order')));
    const plan = await app.diff.plan(id, snapshot(SHOP));
    await app.purge.purgeMissing(SYSTEM, id);
    const late = app.transactions.run((tx) => app.diff.apply(tx, plan, { jobId: id, now: app.clock.now() }));
    await expect(late).rejects.toMatchObject({ code: 'catalogue-changed' });
    expect(await app.publish(id, snapshot(SHOP))).toMatchObject({ tables: { created: 1, unchanged: 2 } });
  });
});
