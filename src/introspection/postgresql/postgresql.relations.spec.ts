import { describe, expect, it } from '@jest/globals';
import { WHOLE_SCOPE } from '../scope.js';
import { relationsInScope, type RelationRow } from './postgresql.relations.js';

const row = (
  oid: string,
  name: string,
  over: { kind?: string; parent?: string; tuples?: string } = {},
): RelationRow => [
  oid,
  'public',
  name,
  over.kind ?? 'r',
  over.parent === undefined ? 'f' : 't',
  over.parent ?? null,
  over.tuples ?? '-1',
  null,
  null,
];

const PARTED = [
  row('1', 'events', { kind: 'p' }),
  row('2', 'events_2025', { parent: '1', tuples: '70.4' }),
  row('3', 'events_2026', { kind: 'p', parent: '1' }),
  row('4', 'events_2026_01', { parent: '3', tuples: '30' }),
  row('5', 'events_2026_02', { parent: '3' }),
];

describe('relationsInScope', () => {
  it('folds partitions of any depth under their parents, with the rows they are taken to hold', () => {
    expect(relationsInScope(PARTED, WHOLE_SCOPE)).toMatchObject([
      { name: 'events', kind: 'partitioned_table', partitions: 3, rowEstimate: 100 },
      { name: 'events_2026', kind: 'partitioned_table', partitions: 2 },
    ]);
  });

  it('lists partitions where the scope says so, and then folds nothing', () => {
    const listed = relationsInScope(PARTED, { ...WHOLE_SCOPE, partitions: true });
    expect(listed.map(({ name, kind, partitions }) => [name, kind, partitions])).toEqual([
      ['events', 'partitioned_table', 0],
      ['events_2025', 'table', 0],
      ['events_2026', 'partitioned_table', 0],
      ['events_2026_01', 'table', 0],
      ['events_2026_02', 'table', 0],
    ]);
  });

  it('keeps to the schemas and the patterns', () => {
    const rows = [row('1', 'a'), row('2', 'b'), ['3', 'Other', 'a', 'v', 'f', null, '0', 'c', ' SELECT 1;'] as const];
    const names = (scope: Partial<typeof WHOLE_SCOPE>): string[] =>
      relationsInScope(rows, { ...WHOLE_SCOPE, ...scope }).map(({ schema, name }) => `${schema}.${name}`);
    expect(names({ schemas: ['Other'] })).toEqual(['Other.a']);
    expect(names({ schemas: ['other'] })).toEqual([]);
    expect(names({ include: ['a'], exclude: ['Other.*'] })).toEqual(['public.a']);
  });

  it('knows no rows before the first ANALYZE, and never of a view', () => {
    const rows = [row('1', 'new'), row('2', 'empty', { tuples: '0' }), row('3', 'v', { kind: 'v', tuples: '0' })];
    expect(relationsInScope(rows, WHOLE_SCOPE).map(({ rowEstimate }) => rowEstimate)).toEqual([null, 0, null]);
    expect(relationsInScope([row('1', 'p', { kind: 'p' })], WHOLE_SCOPE)[0]?.rowEstimate).toBeNull();
  });
});
