import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Snapshot, SnapshotTable } from '../common/snapshot.js';
import { documentText, snapshotDocument } from './document.js';
import { parseLine, tableLine } from './protocol.js';
import { packTable } from './table-shape.js';

const schema: object = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/snapshot.schema.json'), 'utf8'));
const isDocument = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const COLUMN = {
  name: 'id',
  ordinal: 1,
  type: 'int',
  dataFormat: 'INT',
  length: null,
  precision: 10,
  scale: 0,
  nullable: false,
  default: '1',
  identity: 'auto_increment',
  generated: { expression: 'a + 1', stored: false },
  enumValues: ['a'],
  collation: 'binary',
  comment: 'c',
} as const;
const TABLE: SnapshotTable = {
  schema: 'main',
  name: '"]}\n',
  kind: 'partitioned_table',
  comment: 'é',
  definition: null,
  columns: [COLUMN],
  primaryKey: ['id'],
  primaryKeyName: 'pk',
  uniques: [{ name: null, columns: ['id'] }],
  checks: [{ name: 'c', expression: 'id > 1' }],
  indexes: [
    {
      name: 'i',
      unique: true,
      primary: false,
      parts: [{ column: 'id', expression: null, descending: true }],
      method: 'btree',
      predicate: null,
    },
  ],
  foreignKeys: [
    {
      name: null,
      columns: ['id'],
      refSchema: 'main',
      refTable: 't',
      refColumns: ['id'],
      onUpdate: 'CASCADE',
      onDelete: 'SET DEFAULT',
      deferrable: false,
    },
  ],
  partitions: 2,
  problem: null,
};

function snapshotOf(tables: readonly SnapshotTable[]): Snapshot {
  const entries = tables.map((table) => {
    const line = parseLine(tableLine(table, packTable(table), '0'.repeat(64), 7).trimEnd());
    if (line.tag !== 'T') throw new Error('no table');
    return line.entry;
  });
  const source = { engine: 'sqlite', version: '3', database: 'x', schemas: ['main'] } as const;
  return { source, entries, warnings: ['look'], queries: 1 };
}

describe('the snapshot document', () => {
  it.each([
    ['nothing', []],
    ['one table', [TABLE]],
    ['several', [TABLE, { ...TABLE, name: 'b', columns: [], problem: 'gone' }]],
  ] as const)('is the same as a value and as text, and fits its schema: %s', (_, tables) => {
    const snapshot = snapshotOf(tables);
    const document = snapshotDocument(snapshot);
    expect(document.tables).toEqual(tables.map((table) => ({ ...table, rowEstimate: 7 })));
    expect(JSON.parse([...documentText(snapshot)].join(''))).toEqual(document);
    expect(isDocument(document)).toBe(true);
  });

  it('has a schema that refuses other things', () => {
    const document = snapshotDocument(snapshotOf([TABLE]));
    expect(isDocument({ ...document, tables: [{ ...document.tables[0], kind: 'chair' }] })).toBe(false);
    expect(isDocument({ ...document, extra: 1 })).toBe(false);
  });
});
