import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SqlColumn } from '../../src/catalogue/sql-column/sql-column.entity.js';
import { SqlTable } from '../../src/catalogue/sql-table/sql-table.entity.js';
import { catalogueApp, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import { HOSTILE_NAMES } from '../support/hostile-names.js';
import { column, snapshot, table } from '../support/snapshot-builder.js';
import { countWrites } from '../support/write-counter.js';

jest.setTimeout(60_000);

describe.each(TEST_ENGINES)('names in the catalogue on %s', (engine) => {
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

  it('keeps names and texts of every kind apart and whole', async () => {
    const names = [
      ...HOSTILE_NAMES,
      'a',
      'A',
      'a ',
      ' a',
      '\u00e1',
      'a\u0301',
      "a'b",
      'a"b',
      'a\nb',
      '表'.repeat(200),
      '',
      '__proto__',
      'x'.repeat(5000),
    ].filter((name, at, all) => all.indexOf(name) === at);
    const tables = names.map((name, at) => {
      const own = at === 0 ? names : [name];
      return table(name, { columns: own.map((one) => column(one, 'text', { comment: one })) });
    });
    await app.publish(id, snapshot(tables));
    const kept = await app.source.manager.find(SqlTable, { where: { sqlDbId: id }, order: { id: 'ASC' } });
    expect(kept.map(({ name }) => name)).toEqual(names);
    const columns = await app.source.manager.find(SqlColumn, {
      where: { sqlTableId: kept[0]?.id },
      order: { ordinal: 'ASC' },
    });
    expect(columns.map((one) => [one.originalColumnName, one.comment])).toEqual(names.map((name) => [name, name]));
    await writes();
    expect(await app.publish(id, snapshot(tables))).toMatchObject({ writes: 0 });
    expect(await writes()).toEqual({});
  });

  it('shows what no engine can keep as text, and still finds it again', async () => {
    const odd = [table('t', { columns: [column('a\0b', 'text', { comment: '\0', default: '\ud800' }), 'c'] })];
    await app.publish(id, snapshot(odd));
    const columns = await app.columnsOf(id, 't');
    expect(columns['a␀b']).toMatchObject({ comment: '␀', defaultValue: '\ufffd' });
    const again = table('t', { ...odd[0], comment: 'changed' });
    expect(await app.publish(id, snapshot([again]))).toMatchObject({ columns: { unchanged: 2, created: 0 } });
  });
});
