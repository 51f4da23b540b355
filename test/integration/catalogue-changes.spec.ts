import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM } from '../../src/common/actor.js';
import type { SnapshotTable } from '../../src/common/snapshot.js';
import { catalogueApp, type CatalogueApp } from '../support/catalogue-app.js';
import { TEST_ENGINES } from '../support/engines.js';
import {
  column,
  foreignKey,
  index,
  snapshot,
  table,
  type ColumnSpec,
  type TableSpec,
} from '../support/snapshot-builder.js';

jest.setTimeout(60_000);

const name: ColumnSpec = column('name', 'character varying(40)', {
  default: "'x'::character varying",
  collation: 'de',
  comment: 'c',
});
const BASE: TableSpec & { columns: readonly (string | ColumnSpec)[] } = {
  columns: [column('id', 'bigint', { nullable: false, identity: 'always' }), name, 'a', 'b', 'other_id'],
  primaryKey: ['id'],
  primaryKeyName: 't_pkey',
  uniques: [{ name: 't_name_key', columns: ['name'] }],
  checks: [{ name: 't_a', expression: '(a > 0)' }],
  indexes: [
    index('t_pkey', ['id'], { unique: true, primary: true }),
    index('t_name_key', ['name'], { unique: true }),
    index('t_b', ['b']),
  ],
  foreignKeys: [foreignKey('t_other', ['other_id'], 'other', ['id'])],
};
const other = table('other', { columns: [column('id', 'integer', { nullable: false }), 'x'], primaryKey: ['id'] });

const columns = (...list: (string | ColumnSpec)[]): TableSpec => ({ columns: list });
const changed = (at: number, more: Partial<ColumnSpec>): TableSpec =>
  columns(
    ...BASE.columns.map((one, index) =>
      index === at ? { ...(typeof one === 'string' ? column(one) : one), ...more } : one,
    ),
  );
const [idColumn, nameColumn, a, b, otherId] = BASE.columns as [ColumnSpec, ColumnSpec, string, string, string];

/** What an ALTER makes of the table, and the changes that must be told: each once, and nothing that only follows. */
const ALTERS: readonly (readonly [string, TableSpec, readonly string[]])[] = [
  ['nothing', {}, []],
  [
    'ADD COLUMN',
    columns(...BASE.columns, column('z', 'text')),
    ['column t.z added: null → {"type":"text","nullable":true,"default":null}'],
  ],
  [
    'ADD COLUMN FIRST',
    columns('z', ...BASE.columns),
    ['column t.z added: null → {"type":"integer","nullable":true,"default":null}'],
  ],
  ['DROP COLUMN in the middle', columns(idColumn, nameColumn, b, otherId), ['column t.a missing']],
  [
    'DROP COLUMN with its index, as PostgreSQL does',
    { ...columns(idColumn, nameColumn, a, otherId), indexes: BASE.indexes?.slice(0, 2) },
    ['column t.b missing: {"type":"integer","nullable":true,"default":null} → null'],
  ],
  [
    'DROP COLUMN with its foreign key',
    { ...columns(idColumn, nameColumn, a, b), foreignKeys: [] },
    ['column t.other_id missing: {"type":"integer","nullable":true,"default":null} → null'],
  ],
  [
    'RENAME COLUMN, with its index',
    {
      ...columns(idColumn, nameColumn, a, 'c', otherId),
      indexes: [...(BASE.indexes?.slice(0, 2) ?? []), index('t_b', ['c'])],
    },
    [
      'column t.b missing: {"type":"integer","nullable":true,"default":null} → null',
      'column t.c added: null → {"type":"integer","nullable":true,"default":null}',
    ],
  ],
  ['move a column', columns(idColumn, a, b, otherId, nameColumn), ['column t.name order: 2 → 5']],
  [
    'ALTER TYPE, with what the engine rewrites for it',
    { ...changed(1, { type: 'text', default: "'x'::text", collation: null }), checks: BASE.checks },
    ['column t.name retyped: "character varying(40)" → "text"'],
  ],
  [
    'ALTER TYPE of a checked column',
    { ...changed(2, { type: 'numeric' }), checks: [{ name: 't_a', expression: '(a > (0)::numeric)' }] },
    ['column t.a retyped: "integer" → "numeric"'],
  ],
  [
    'ADD VALUE to an enum',
    changed(2, { enumValues: ['x'] }),
    ['column t.a retyped: "integer" → {"type":"integer","values":["x"]}'],
  ],
  ['SET NOT NULL', changed(2, { nullable: false }), ['column t.a nullability: true → false']],
  ['SET DEFAULT', changed(2, { default: '7' }), ['column t.a default: null → "7"']],
  ['DROP DEFAULT', changed(1, { default: null }), [`column t.name default: "'x'::character varying" → null`]],
  ['COLLATE', changed(1, { collation: 'fr' }), ['column t.name collation: "de" → "fr"']],
  ['COMMENT ON COLUMN', changed(1, { comment: 'd' }), ['column t.name comment: "c" → "d"']],
  ['DROP IDENTITY', changed(0, { identity: null }), ['column t.id identity: "always" → null']],
  [
    'another generated expression',
    changed(3, { generated: { expression: 'a + 1', stored: true } }),
    ['column t.b generated: null → {"expression":"a + 1","stored":true}'],
  ],
  ['COMMENT ON TABLE', { comment: 'Things' }, ['table t comment: null → "Things"']],
  [
    'DROP and ADD PRIMARY KEY on another column, which becomes NOT NULL',
    {
      ...changed(2, { nullable: false }),
      primaryKey: ['a'],
      indexes: [index('t_pkey', ['a'], { primary: true, unique: true }), ...(BASE.indexes?.slice(1) ?? [])],
    },
    ['primary-key t redefined: {"name":"t_pkey","columns":["id"]} → {"name":"t_pkey","columns":["a"]}'],
  ],
  [
    'DROP PRIMARY KEY',
    { primaryKey: [], primaryKeyName: null, indexes: BASE.indexes?.slice(1) },
    ['primary-key t missing: {"name":"t_pkey","columns":["id"]} → null'],
  ],
  [
    'ADD UNIQUE, with its index',
    {
      uniques: [...(BASE.uniques ?? []), { name: 't_a_b', columns: ['a', 'b'] }],
      indexes: [...(BASE.indexes ?? []), index('t_a_b', ['a', 'b'], { unique: true })],
    },
    ['unique t.t_a_b added: null → {"columns":["a","b"]}'],
  ],
  [
    'DROP UNIQUE',
    { uniques: [], indexes: [BASE.indexes?.[0], BASE.indexes?.[2]].filter((one) => one !== undefined) },
    ['unique t.t_name_key missing: {"columns":["name"]} → null'],
  ],
  [
    'ADD CHECK',
    { checks: [...(BASE.checks ?? []), { name: 't_b', expression: '(b > 1)' }] },
    ['check t.t_b added: null → {"expression":"(b > 1)"}'],
  ],
  [
    'another CHECK under the same name',
    { checks: [{ name: 't_a', expression: '(a > 1)' }] },
    ['check t.t_a redefined: {"expression":"(a > 0)"} → {"expression":"(a > 1)"}'],
  ],
  ['CREATE INDEX', { indexes: [...(BASE.indexes ?? []), index('t_ab', ['a', 'b'])] }, ['index t.t_ab added']],
  ['DROP INDEX', { indexes: BASE.indexes?.slice(0, 2) }, ['index t.t_b missing']],
  [
    'an index over another column',
    { indexes: [...(BASE.indexes?.slice(0, 2) ?? []), index('t_b', ['a'])] },
    ['index t.t_b redefined'],
  ],
  [
    'ADD FOREIGN KEY, with the index that MySQL makes for it',
    {
      foreignKeys: [...(BASE.foreignKeys ?? []), foreignKey('t_a_fk', ['a'], 'other', ['id'])],
      indexes: [...(BASE.indexes ?? []), index('t_a_fk', ['a'])],
    },
    ['relationship t.t_a_fk added'],
  ],
  ['DROP FOREIGN KEY', { foreignKeys: [] }, ['relationship t.t_other missing']],
  [
    'ON DELETE',
    { foreignKeys: [foreignKey('t_other', ['other_id'], 'other', ['id'], { onDelete: 'CASCADE' })] },
    ['relationship t.t_other redefined'],
  ],
  ['PARTITION', { partitions: 3 }, ['table t partitions: 0 → 3']],
  [
    'another view',
    { kind: 'view', definition: 'select 1' },
    ['table t definition: null → "select 1"', 'table t kind: "table" → "view"'],
  ],
];

describe.each(TEST_ENGINES)('changes on %s', (engine) => {
  let app: CatalogueApp;
  beforeAll(async () => {
    app = await catalogueApp(engine);
  });

  const between = async (before: SnapshotTable[], after: SnapshotTable[]): Promise<string[]> => {
    const id = await app.newSource();
    await app.publish(id, snapshot(before, { acceptLoss: true }));
    await app.takeChanges(id);
    await app.publish(id, snapshot(after, { acceptLoss: true }));
    return app.takeChanges(id);
  };

  it.each(ALTERS)('are told once: %s', async (_, spec, expected) => {
    const found = await between([table('t', BASE), other], [table('t', { ...BASE, ...spec }), other]);
    const texts = found.map((text, at) => text.slice(0, expected[at]?.length));
    expect(texts).toEqual(expected);
  });

  it('are told of new and vanished tables alone, not of their parts', async () => {
    expect(await between([table('t', BASE), other], [other])).toEqual(['table t missing: {"columns":5} → null']);
    expect(await between([other], [table('t', BASE), other])).toEqual([
      'table t added: null → {"kind":"table","columns":5}',
    ]);
  });

  it('are told of a renamed target once, not of every key to it', async () => {
    const moved = foreignKey('t_other', ['other_id'], 'another', ['id']);
    const after = [table('t', { ...BASE, foreignKeys: [moved] }), table('another', { ...other })];
    expect(await between([table('t', BASE), other], after)).toEqual([
      'table another added: null → {"kind":"table","columns":2}',
      'table other missing: {"columns":2} → null',
    ]);
    const column2 = foreignKey('t_other', ['other_id'], 'other', ['key']);
    const renamed = table('other', {
      columns: [column('key', 'integer', { nullable: false }), 'x'],
      primaryKey: ['key'],
    });
    expect(
      (await between([table('t', BASE), other], [table('t', { ...BASE, foreignKeys: [column2] }), renamed])).map(
        (text) => text.split(':')[0],
      ),
    ).toEqual(['column other.id missing', 'column other.key added']);
  });

  it('are told of a returning column, and of what differs since a table vanished', async () => {
    const id = await app.newSource();
    const less = table('t', {
      ...BASE,
      ...columns(idColumn, nameColumn, a, otherId),
      indexes: [],
      uniques: [],
      checks: [],
    });
    const full = table('t', { ...BASE, indexes: [], uniques: [], checks: [] });
    for (const tables of [
      [full, other],
      [less, other],
    ])
      await app.publish(id, snapshot(tables));
    await app.takeChanges(id);
    await app.publish(id, snapshot([full, other]));
    expect((await app.takeChanges(id)).map((text) => text.split(':')[0])).toEqual(['column t.b returned']);
    await app.publish(id, snapshot([other]));
    await app.takeChanges(id);
    await app.publish(id, snapshot([less, other]));
    expect((await app.takeChanges(id)).map((text) => text.split(':')[0])).toEqual([
      'column t.b missing',
      'table t returned',
    ]);
    expect((await app.columnsOf(id, 't')).b?.missingSince).not.toBeNull();
  });

  it('are kept with their job and listed newest first', async () => {
    const id = await app.newSource();
    await app.publish(id, snapshot([other]));
    const first = app.clock.now();
    await app.publish(id, snapshot([other, table('t', BASE)]));
    const { total, items } = await app.changes.list(SYSTEM, { sqlDbId: id });
    expect(total).toBe(2);
    expect(items.map(({ tableName, at }) => [tableName, at])).toEqual([
      ['t', app.clock.now()],
      ['other', first],
    ]);
    expect((await app.changes.list(SYSTEM, { sqlDbId: id, tableKey: items[0]?.tableKey })).items).toEqual([items[0]]);
    expect((await app.changes.list(SYSTEM, { jobId: items[1]?.jobId })).items).toEqual([items[1]]);
  });
});
