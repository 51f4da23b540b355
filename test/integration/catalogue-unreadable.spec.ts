import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { catalogueApp, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { SHOP, customer, order, shopWithout, totals } from '../support/shop-snapshot.js';
import { snapshot, unreadable } from '../support/snapshot-builder.js';
import { countWrites } from '../support/write-counter.js';

jest.setTimeout(60_000);

describe.each(TEST_ENGINES)('tables that cannot be read, on %s', (engine) => {
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

  it('keeps the last good picture of a table that cannot be read, and says so', async () => {
    await app.publish(id, snapshot(SHOP));
    const before = await app.columnsOf(id, 'totals');
    const broken = [customer, order, unreadable('totals', 'The view refers to a column that is gone.')];
    const summary = await app.publish(id, snapshot(broken));
    const since = app.clock.now();
    expect(summary.tables).toMatchObject({ failed: 1, total: 3, withColumns: 3 });
    expect(summary.failedTables).toEqual([
      { schema: 'main', name: 'totals', problem: 'The view refers to a column that is gone.' },
    ]);
    expect(await app.table(id, 'totals')).toMatchObject({ staleSince: since, columnCount: 2, definition: 'select …' });
    expect(await app.columnsOf(id, 'totals')).toEqual(before);
    await writes();
    await app.publish(id, snapshot(broken));
    expect(await writes()).toEqual({});
    await app.publish(id, snapshot([customer, order, unreadable('totals', 'Another reason')]));
    expect(await app.table(id, 'totals')).toMatchObject({ staleSince: since, problem: 'Another reason' });
    await writes();
    await app.publish(id, snapshot(SHOP));
    expect(await writes()).toEqual({ 'sql_table update': 1 });
    expect(await app.table(id, 'totals')).toMatchObject({ staleSince: null, problem: null });
  });

  it('creates a table that cannot be read without columns, and fills it when it can', async () => {
    await app.publish(id, snapshot([customer, unreadable('order', 'permission denied')]));
    expect(await app.table(id, 'order')).toMatchObject({
      columnCount: 0,
      problem: 'permission denied',
      staleSince: app.clock.now(),
    });
    await app.takeChanges(id);
    const summary = await app.publish(id, snapshot([customer, order]));
    expect(summary).toMatchObject({ columns: { created: 5 }, relationships: { created: 1 }, tables: { failed: 0 } });
    expect(await app.table(id, 'order')).toMatchObject({ columnCount: 5, problem: null, staleSince: null });
    expect(await app.takeChanges(id)).toEqual([]); // it was not read before: nothing has changed
  });

  it('restores a table that returns and cannot be read', async () => {
    await app.publish(id, snapshot(SHOP));
    await app.publish(id, snapshot(shopWithout('order')));
    await app.publish(id, snapshot([customer, unreadable('order', 'permission denied'), totals]));
    expect(await app.table(id, 'order')).toMatchObject({
      missingSince: null,
      staleSince: app.clock.now(),
      columnCount: 5,
    });
    expect(Object.values(await app.columnsOf(id, 'order')).filter((one) => one.missingSince)).toEqual([]);
    expect((await app.sqlDbs.counts(SYSTEM, [id])).get(id)).toMatchObject({
      tables: 3,
      staleTables: 1,
      relationships: 1,
    });
  });
});
