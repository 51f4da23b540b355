import { describe, expect, it } from '@jest/globals';
import type { SnapshotForeignKey } from '../common/snapshot.js';
import { columnKey, foreignKeyKeys, manualKey } from './stable-keys.js';

const foreignKey = (
  name: string | null,
  columns: string[],
  more: Partial<SnapshotForeignKey> = {},
): SnapshotForeignKey => ({
  name,
  columns,
  refSchema: 'main',
  refTable: 't',
  refColumns: columns,
  onUpdate: 'NO ACTION',
  onDelete: 'NO ACTION',
  deferrable: false,
  ...more,
});

describe('columnKey', () => {
  it('is the name where the name is plain', () => {
    expect(columnKey('Order_ID')).toBe('Order_ID');
  });

  it('tells names apart that collations take for one another, in 64 characters', () => {
    const names = ['a', 'A', 'a ', ' a', '\u00e1', 'a\u0301', 'a\0', 'a'.repeat(64), 'a'.repeat(1000), '', '#a', '表'];
    const keys = names.map(columnKey);
    expect(new Set(keys).size).toBe(names.length);
    expect(keys.filter((key) => key.length > 64 || !/^#?[\w$]+$/.test(key))).toEqual([]);
  });
});

describe('foreignKeyKeys', () => {
  it('goes by name, whatever else changes', () => {
    const before = foreignKeyKeys([foreignKey('fk_a', ['a'])]);
    expect(foreignKeyKeys([foreignKey('fk_a', ['b'], { refTable: 'u', onDelete: 'CASCADE' })])).toEqual(before);
  });

  it('goes by ordered pairs, target and occurrence without a name', () => {
    const keys = foreignKeyKeys([
      foreignKey(null, ['a', 'b']),
      foreignKey(null, ['b', 'a']),
      foreignKey(null, ['a', 'b'], { refTable: 'u' }),
      foreignKey(null, ['a', 'b']),
    ]);
    expect(new Set(keys).size).toBe(4);
    const again = foreignKeyKeys([foreignKey(null, ['b', 'a']), foreignKey(null, ['a', 'b'], { onUpdate: 'CASCADE' })]);
    expect(again).toEqual([keys[1], keys[0]]);
  });

  it('keeps equal names of one table apart', () => {
    expect(new Set(foreignKeyKeys([foreignKey('x', ['a']), foreignKey('x', ['b'])])).size).toBe(2);
  });
});

it('manualKey goes by the ordered pairs and the target', () => {
  const pair = { sourceColumnId: 1, targetColumnId: 2 };
  const other = { sourceColumnId: 3, targetColumnId: 4 };
  expect(manualKey(9, [pair, other])).toBe(manualKey(9, [pair, other]));
  expect(manualKey(9, [pair, other])).not.toBe(manualKey(9, [other, pair]));
});
