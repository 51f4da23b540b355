import { describe, expect, it } from '@jest/globals';
import { fkFieldsOf, formatFkField, parseFkField, type FkPart, type KeyOfTable } from './key-fields.js';

const part = (table: string, column: string, schema: string | null = null): FkPart => ({ schema, table, column });

describe('fkField', () => {
  it.each([
    ['one part', [part('customer', 'id')], 'customer.id'],
    ['across schemas', [part('customer', 'id', 'crm')], 'crm.customer.id'],
    ['several parts', [part('a', 'x'), part('b', 'y', 's')], 'a.x, s.b.y'],
    ['a dot and a comma', [part('a.b', 'x,y')], '"a.b"."x,y"'],
    ['a quote', [part('a"b', 'id')], '"a""b".id'],
    ['spaces at the ends', [part(' lead', 'trail ')], '" lead"."trail "'],
    ['spaces within', [part('order line', 'id')], 'order line.id'],
    ['an empty name and line ends', [part('', 'a\nb')], '"".a\nb'],
  ])('is written and read back: %s', (_, parts, text) => {
    expect(formatFkField(parts)).toBe(text);
    expect(parseFkField(text)).toEqual(parts);
  });

  it.each(['', 'id', 'a.b.c.d', 'a..b', '"a.b', 'a.b,', 'a."b"c', 'PK'])('does not read %j', (text) => {
    expect(parseFkField(text)).toBeNull();
  });

  it('is null without parts, and names a target once', () => {
    expect(formatFkField([])).toBeNull();
    expect(formatFkField([part('a', 'x'), part('a', 'x')])).toBe('a.x');
  });
});

describe('fkFieldsOf', () => {
  const key = (
    constraintName: string | null,
    targetTable: string,
    pairs: [string, string][],
    more = {},
  ): KeyOfTable => ({
    kind: 'declared',
    constraintName,
    targetSchema: 'main',
    targetTable,
    pairs: pairs.map(([sourceColumn, targetColumn]) => ({ sourceColumn, targetColumn })),
    ...more,
  });

  it('gives each column of a composite key its own part, in order', () => {
    const fields = fkFieldsOf('main', [
      key('fk', 't', [
        ['b', 'y'],
        ['a', 'x'],
        ['a', 'z'],
      ]),
    ]);
    expect([...fields]).toEqual([
      ['b', 't.y'],
      ['a', 't.x, t.z'],
    ]);
  });

  it('puts declared keys first, then orders by name, and qualifies other schemas', () => {
    const fields = fkFieldsOf('main', [
      key(null, 'm', [['a', 'id']], { kind: 'manual' }),
      key('z', 'u', [['a', 'id']]),
      key('b', 'v', [['a', 'id']], { targetSchema: 'other' }),
    ]);
    expect(fields.get('a')).toBe('other.v.id, u.id, m.id');
  });
});
