import { describe, expect, it } from '@jest/globals';
import { tableKey, type SnapshotTable } from '../common/snapshot.js';
import { bodyLine, parseLine, tableLine } from './protocol.js';
import { parseTable } from './table-shape.js';

const TABLE: SnapshotTable = {
  schema: 'public',
  name: 'a\tb\n"c"\u2028',
  kind: 'table',
  comment: 'tab\there',
  definition: null,
  columns: [
    {
      name: 'id',
      ordinal: 1,
      type: 'integer',
      dataFormat: 'INT',
      length: null,
      precision: 32,
      scale: 0,
      nullable: false,
      default: null,
      identity: 'always',
      generated: null,
      enumValues: null,
      collation: null,
      comment: null,
    },
    {
      name: '__proto__',
      ordinal: 2,
      type: "enum('a')",
      dataFormat: 'ENUM',
      length: null,
      precision: null,
      scale: -2,
      nullable: true,
      default: "'a'",
      identity: null,
      generated: { expression: 'id + 1', stored: true },
      enumValues: ['a', ''],
      collation: 'utf8mb4_bin',
      comment: '',
    },
  ],
  primaryKey: ['id'],
  primaryKeyName: 'pk',
  uniques: [{ name: null, columns: ['id', '__proto__'] }],
  checks: [{ name: 'c', expression: 'id > 0' }],
  indexes: [
    {
      name: 'i',
      unique: true,
      primary: false,
      parts: [
        { column: 'id', expression: null, descending: true },
        { column: null, expression: 'lower(x)', descending: false },
      ],
      method: 'btree',
      predicate: 'id > 3',
    },
  ],
  foreignKeys: [
    {
      name: 'f',
      columns: ['id'],
      refSchema: 'other',
      refTable: 't',
      refColumns: ['x'],
      onUpdate: 'NO ACTION',
      onDelete: 'SET NULL',
      deferrable: true,
    },
  ],
  partitions: 3,
  problem: null,
};

function entryOf(line: string) {
  const parsed = parseLine(line.trimEnd());
  if (parsed.tag !== 'T') throw new Error('no table');
  return parsed.entry;
}

describe('lines of tables', () => {
  it('bring a table over unchanged, on one line', () => {
    const line = tableLine(TABLE, 12.4, 1);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    const entry = entryOf(line);
    expect(entry).toMatchObject({ key: tableKey(TABLE.schema, TABLE.name), rowEstimate: 12, problem: false });
    expect(parseTable(entry)).toEqual(TABLE);
  });

  it('have a fingerprint of the table and the reader, not of the estimate', () => {
    const { fingerprint } = entryOf(tableLine(TABLE, 1, 1));
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(entryOf(tableLine(TABLE, 99, 1)).fingerprint).toBe(fingerprint);
    expect(entryOf(tableLine(TABLE, 1, 2)).fingerprint).not.toBe(fingerprint);
    expect(entryOf(tableLine({ ...TABLE, comment: null }, 1, 1)).fingerprint).not.toBe(fingerprint);
  });

  it('have none when there is a problem', () => {
    const entry = entryOf(tableLine({ ...TABLE, columns: [], problem: 'broken' }, null, 1));
    expect(entry).toMatchObject({ fingerprint: '', rowEstimate: null, problem: true });
  });

  it.each([
    ['cut', (line: string) => line.slice(0, -3)],
    ['of an unknown tag', (line: string) => line.replace(/^T/, 'X')],
    ['without a key', (line: string) => line.replace(/^T\t[0-9a-f]+/, 'T\t')],
    ['with a fingerprint and a problem', (line: string) => line.replace('\t0\t[', '\t1\t[')],
    ['of free text', () => 'hello'],
  ])('are refused when %s', (_, damage) => {
    expect(() => parseLine(damage(tableLine(TABLE, 1, 1).trimEnd()))).toThrow('The reader ended badly');
  });

  it('are held against the model when they are parsed', () => {
    const entry = entryOf(tableLine(TABLE, 1, 1));
    const changed = [
      entry.json.replace('"table"', '"chair"'),
      entry.json.replace('"INT"', '"INTEGER"'),
      entry.json.replace('"NO ACTION"', '"EXPLODE"'),
      entry.json.replace('["id"]', '[1]'),
      entry.json.replace('"t",["x"]', '"t",["x","y"]'),
      entry.json.replace('"public"', '"private"'),
      '[]',
      '{"name":"x"}',
      '[1',
    ];
    for (const json of changed) expect(() => parseTable({ ...entry, json })).toThrow('A table that the reader sent');
  });
});

describe('other lines', () => {
  it('come back as they were sent', () => {
    const body = { step: 'columns', done: 3, total: null } as const;
    expect(parseLine(bodyLine('P', body).trimEnd())).toEqual({ tag: 'P', body });
    expect(parseLine(bodyLine('W', 'a\n\tb').trimEnd())).toEqual({ tag: 'W', body: 'a\n\tb' });
  });

  it.each([
    'P\t{"step":"lunch","done":1}',
    'E\t{}',
    'B\t[]',
    'F\tnull',
    'W\t5',
    'O\t{}',
    'A\t{"queries":-1}',
    'W\t"cut',
  ])('are refused in a wrong form: %s', (line) => {
    expect(() => parseLine(line)).toThrow('The reader ended badly');
  });
});
