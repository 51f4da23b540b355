import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import { catalogueApp, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { column, foreignKey, snapshot, table } from '../support/snapshot-builder.js';
import { countWrites } from '../support/write-counter.js';

jest.setTimeout(60_000);

const parent = table('parent', { columns: ['id'], primaryKey: ['id'] });
const child = table('child', {
  columns: ['id', 'parent_id'],
  primaryKey: ['id'],
  foreignKeys: [foreignKey('fk', ['parent_id'], 'parent', ['id'])],
});
const BOTH = [child, parent];

describe.each(TEST_ENGINES)('single steps on %s', (engine) => {
  let app: CatalogueApp;
  let writes: () => Promise<Record<string, number>>;
  let id: string;
  beforeAll(async () => {
    app = await catalogueApp(engine);
    writes = await countWrites(app.source);
  });
  beforeEach(async () => {
    id = await app.newSource();
  });

  it('one after the other make what a whole discovery makes', async () => {
    const tables = await app.publish(id, snapshot(BOTH, { scope: 'tables' }));
    expect(tables).toMatchObject({
      tables: { created: 2, withColumns: 0 },
      columns: { total: 0 },
      relationships: { total: 0 },
    });
    const columns = await app.publish(id, snapshot(BOTH, { scope: 'columns' }));
    expect(columns).toMatchObject({
      tables: { created: 0, withColumns: 2 },
      columns: { created: 3 },
      relationships: { total: 0 },
    });
    expect((await app.columnsOf(id, 'child')).parent_id).toMatchObject({ fkField: null });
    const keys = await app.publish(id, snapshot(BOTH, { scope: 'relationships' }));
    expect(keys).toMatchObject({ columns: { created: 0 }, relationships: { created: 1, total: 1 } });
    expect((await app.columnsOf(id, 'child')).parent_id).toMatchObject({ fkField: 'parent.id' });
    expect((await app.columnsOf(id, 'child')).id).toMatchObject({ pkField: 'PK' });
    await app.publish(id, snapshot(BOTH));
    expect((await app.takeChanges(id)).map((text) => text.split(':')[0])).toEqual([
      'table child added',
      'table parent added',
    ]);
    await writes();
    for (const scope of ['all', 'tables', 'columns', 'relationships'] as const) {
      expect(await app.publish(id, snapshot(BOTH, { scope }))).toMatchObject({ writes: 0 });
    }
    expect(await writes()).toEqual({});
  });

  it('write nothing when run twice', async () => {
    for (const scope of ['tables', 'columns', 'relationships'] as const) {
      await app.publish(id, snapshot(BOTH, { scope }));
      await writes();
      await app.publish(id, snapshot(BOTH, { scope }));
      expect({ scope, ...(await writes()) }).toEqual({ scope });
    }
  });

  it('for relationships brings the columns along that they need', async () => {
    await app.publish(id, snapshot(BOTH, { scope: 'tables' }));
    const summary = await app.publish(id, snapshot(BOTH, { scope: 'relationships' }));
    expect(summary).toMatchObject({ columns: { created: 3 }, relationships: { created: 1, total: 1 } });
    const { outgoing } = await app.relationships.ofTable(SYSTEM, (await app.table(id, 'child')).id);
    expect(outgoing).toMatchObject([{ outside: false, pairs: [{ sourceColumn: 'parent_id', targetColumn: 'id' }] }]);
    expect(outgoing[0]?.pairs[0]?.targetColumnId).toBe((await app.columnsOf(id, 'parent')).id?.id);
  });

  it('for columns and relationships leave tables alone that the snapshot lacks, and make none', async () => {
    await app.publish(id, snapshot(BOTH));
    const more = table('more', { columns: ['id'] });
    for (const scope of ['columns', 'relationships'] as const) {
      const summary = await app.publish(id, snapshot([more], { scope }));
      expect(summary).toMatchObject({ tables: { total: 0, missing: 0, created: 0 }, writes: 0 });
    }
    expect(await app.table(id, 'child')).toMatchObject({ missingSince: null });
  });

  it('for tables finds new and vanished ones, and leaves columns as they are', async () => {
    await app.publish(id, snapshot(BOTH));
    const wider = table('parent', { columns: ['id', 'name'], primaryKey: ['id'], comment: 'wide' });
    const summary = await app.publish(id, snapshot([wider], { scope: 'tables' }));
    expect(summary.tables).toMatchObject({ missing: 1, updated: 1 });
    expect(await app.table(id, 'parent')).toMatchObject({ comment: 'wide', columnCount: 1 });
    // the whole discovery afterwards finds what the step has left
    expect(await app.publish(id, snapshot([wider]))).toMatchObject({ columns: { created: 1 } });
    await app.publish(id, snapshot([wider, child], { scope: 'tables' }));
    expect(await app.columnsOf(id, 'child')).toMatchObject({
      id: { missingSince: null },
      parent_id: { missingSince: null },
    });
    expect((await app.publish(id, snapshot([wider, child]))).relationships).toMatchObject({ total: 1 });
  });

  it('do not hide from a whole discovery that the source went back', async () => {
    const before = table('parent', { columns: [column('id', 'integer')] });
    const after = table('parent', { columns: [column('id', 'text')] });
    await app.publish(id, snapshot([before]));
    await app.publish(id, snapshot([after], { scope: 'columns' }));
    expect((await app.columnsOf(id, 'parent')).id?.nativeType).toBe('text');
    await app.publish(id, snapshot([before]));
    expect((await app.columnsOf(id, 'parent')).id?.nativeType).toBe('integer');
  });
});
