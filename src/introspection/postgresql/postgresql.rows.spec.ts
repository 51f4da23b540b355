import { describe, expect, it } from '@jest/globals';
import type { Relation } from './postgresql.relations.js';
import {
  ChangedMeanwhileError,
  problemTable,
  tableOf,
  type ColumnRow,
  type ConstraintRow,
  type IndexRow,
  type Surroundings,
} from './postgresql.rows.js';
import { arrange, referencesOf } from './postgresql.surroundings.js';

const relation: Relation = {
  oid: '10',
  schema: 'public',
  name: 'child',
  kind: 'table',
  comment: null,
  definition: null,
  rowEstimate: null,
  partitions: 0,
};
const column = (number: number, name: string, over: Partial<Record<number, string | boolean>> = {}): ColumnRow =>
  Object.assign([number, name, '23', null, null, null, null, null, null, null], over) as unknown as ColumnRow;
const constraint = (
  name: string,
  kind: string,
  columns: string,
  over: Partial<Record<number, string>> = {},
): ConstraintRow =>
  Object.assign(['10', name, kind, columns, '0', null, ' ', ' ', 'f', null], over) as unknown as ConstraintRow;

function around(constraints: readonly ConstraintRow[] = [], indexes: readonly IndexRow[] = []): Surroundings {
  return arrange({
    types: [
      ['23', 'int4', 'pg_catalog', 'b', 'N', '0', '0', '-1', '0'],
      ['25', 'text', 'pg_catalog', 'b', 'S', '0', '0', '-1', '100'],
    ],
    typeNames: [
      ['23', null, 'integer'],
      ['25', null, 'text'],
    ],
    enumLabels: [],
    collations: [['950', 'C']],
    constraints,
    relationNames: [['20', 'other', 'parent']],
    referencedColumns: [
      ['20', '1', 'tenant'],
      ['20', '4', 'id'],
    ],
    indexes,
    server: '15',
  });
}

describe('tableOf', () => {
  // Number 2 was dropped: numbers have gaps, ordinals have none.
  const columns = [column(1, 'b'), column(3, 'a')];

  it('numbers columns without gaps and keeps key columns paired in the order of the key', () => {
    const foreignKey = constraint('fk', 'f', '{3,1}', { 4: '20', 5: '{4,1}', 6: 'n', 7: 'c', 8: 't' });
    const table = tableOf(relation, JSON.stringify(columns), around([constraint('pk', 'p', '{3,1}'), foreignKey]));
    expect(table.columns.map(({ name, ordinal }) => [name, ordinal])).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
    expect([table.primaryKey, table.primaryKeyName]).toEqual([['a', 'b'], 'pk']);
    expect(table.foreignKeys).toEqual([
      {
        name: 'fk',
        columns: ['a', 'b'],
        refSchema: 'other',
        refTable: 'parent',
        refColumns: ['id', 'tenant'],
        onUpdate: 'SET NULL',
        onDelete: 'CASCADE',
        deferrable: true,
      },
    ]);
  });

  it('orders by name what has no order of its own', () => {
    const rows = [constraint('z', 'u', '{1}'), constraint('B', 'u', '{3}'), constraint('a', 'u', '{3,1}')];
    expect(tableOf(relation, JSON.stringify(columns), around(rows)).uniques.map(({ name }) => name)).toEqual([
      'B',
      'a',
      'z',
    ]);
  });

  it('keeps checks and exclusion constraints with their expressions', () => {
    const rows = [
      constraint('x', 'x', '{1}', { 9: 'EXCLUDE USING gist (b WITH =)' }),
      constraint('c', 'c', '{1}', { 9: '(b > 0)' }),
    ];
    expect(tableOf(relation, JSON.stringify(columns), around(rows)).checks).toEqual([
      { name: 'c', expression: '(b > 0)' },
      { name: 'x', expression: 'EXCLUDE USING gist (b WITH =)' },
    ]);
  });

  it('tells generated, identity and serial columns from plain defaults', () => {
    const rows = [
      column(1, 'gen', { 6: 's', 8: '(b * 2)' }),
      column(2, 'virtual', { 6: 'v', 8: '(b * 3)' }),
      column(3, 'always', { 5: 'a', 4: true }),
      column(4, 'maybe', { 5: 'd' }),
      column(5, 'serial', { 8: "nextval('public.s'::regclass)" }),
      column(6, 'plain', { 8: '0' }),
    ];
    const facts = tableOf(relation, JSON.stringify(rows), around()).columns.map((c) => [
      c.generated,
      c.identity,
      c.default,
      c.nullable,
    ]);
    expect(facts).toEqual([
      [{ expression: '(b * 2)', stored: true }, null, null, true],
      [{ expression: '(b * 3)', stored: false }, null, null, true],
      [null, 'always', null, false],
      [null, 'by default', null, true],
      [null, 'auto_increment', "nextval('public.s'::regclass)", true],
      [null, null, '0', true],
    ]);
  });

  it('names a collation only where it is not the type’s own', () => {
    const rows = [column(1, 'x', { 2: '25' }), column(2, 'y', { 2: '25', 7: '950' })];
    expect(tableOf(relation, JSON.stringify(rows), around()).columns.map(({ collation }) => collation)).toEqual([
      null,
      'C',
    ]);
  });

  it('reads the parts of an index: key columns only, expressions, descending, predicate', () => {
    const index: IndexRow = ['10', 'ix', 't', 'f', '2', '3 0 1', '3 0', 'btree', '(b > 5)', '["a", "lower(b)"]'];
    expect(tableOf(relation, JSON.stringify(columns), around([], [index])).indexes).toEqual([
      {
        name: 'ix',
        unique: true,
        primary: false,
        parts: [
          { column: 'a', expression: null, descending: true },
          { column: null, expression: 'lower(b)', descending: false },
        ],
        method: 'btree',
        predicate: '(b > 5)',
      },
    ]);
  });

  it('says nothing rather than something wrong when the pieces do not fit', () => {
    expect(() => tableOf(relation, JSON.stringify(columns), around([constraint('pk', 'p', '{7}')]))).toThrow(
      ChangedMeanwhileError,
    );
    expect(() => tableOf(relation, JSON.stringify([column(1, 'x', { 2: '99' })]), around())).toThrow(
      ChangedMeanwhileError,
    );
    expect(problemTable(relation, 'why')).toMatchObject({
      name: 'child',
      columns: [],
      foreignKeys: [],
      problem: 'why',
    });
  });
});

describe('referencesOf', () => {
  it('names each referenced column once', () => {
    const fk = (name: string): ConstraintRow => constraint(name, 'f', '{1,3}', { 4: '20', 5: '{4,1}' });
    expect(referencesOf([fk('one'), fk('two'), constraint('pk', 'p', '{1}')])).toEqual({
      relations: ['20', '20'],
      columns: ['4', '1'],
    });
  });
});
