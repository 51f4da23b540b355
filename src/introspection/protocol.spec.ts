import { describe, expect, it } from '@jest/globals';
import { tableKey, type SnapshotTable } from '../common/snapshot.js';
import { bodyLine, fingerprintOf, parseLine, tableLine, unchangedLine } from './protocol.js';
import { NotSentError, packTable, parseTable } from './table-shape.js';

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

function lineOf(table: SnapshotTable, rowEstimate: number | null, readerVersion: number): string {
  const json = packTable(table);
  return tableLine(table, json, fingerprintOf('json', json, readerVersion), rowEstimate);
}

describe('lines of tables', () => {
  it('bring a table over unchanged, on one line', () => {
    const line = lineOf(TABLE, 12.4, 1);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    const entry = entryOf(line);
    expect(entry).toMatchObject({ key: tableKey(TABLE.schema, TABLE.name), rowEstimate: 12, problem: false });
    expect(parseTable(entry)).toEqual(TABLE);
  });

  it('have a fingerprint of the table and the reader, not of the estimate', () => {
    const { fingerprint } = entryOf(lineOf(TABLE, 1, 1));
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(entryOf(lineOf(TABLE, 99, 1)).fingerprint).toBe(fingerprint);
    expect(entryOf(lineOf(TABLE, 1, 2)).fingerprint).not.toBe(fingerprint);
    expect(entryOf(lineOf({ ...TABLE, comment: null }, 1, 1)).fingerprint).not.toBe(fingerprint);
  });

  it('have none when there is a problem', () => {
    const entry = entryOf(lineOf({ ...TABLE, columns: [], problem: 'broken' }, null, 1));
    expect(entry).toMatchObject({ fingerprint: '', rowEstimate: null, problem: true });
  });

  it.each([
    ['cut', (line: string) => line.slice(0, -3)],
    ['of an unknown tag', (line: string) => line.replace(/^T/, 'X')],
    ['without a key', (line: string) => line.replace(/^T\t[0-9a-f]+/, 'T\t')],
    ['with a fingerprint and a problem', (line: string) => line.replace('\t0\t[', '\t1\t[')],
    ['of free text', () => 'hello'],
  ])('are refused when %s', (_, damage) => {
    expect(() => parseLine(damage(lineOf(TABLE, 1, 1).trimEnd()))).toThrow('The reader ended badly');
  });

  it('are held against the model when they are parsed', () => {
    const entry = entryOf(lineOf(TABLE, 1, 1));
    const sent = entry.json ?? '';
    const changed = [
      sent.replace('"table"', '"chair"'),
      sent.replace('"INT"', '"INTEGER"'),
      sent.replace('"NO ACTION"', '"EXPLODE"'),
      sent.replace('["id"]', '[1]'),
      sent.replace('"t",["x"]', '"t",["x","y"]'),
      sent.replace('"public"', '"private"'),
      '[]',
      '{"name":"x"}',
      '[1',
    ];
    for (const json of changed) expect(() => parseTable({ ...entry, json })).toThrow('A table that the reader sent');
  });
});

describe('lines of known tables', () => {
  it('are no more than their place and their estimate', () => {
    expect(parseLine(unchangedLine(7, 12.4).trimEnd())).toEqual({ tag: 'U', known: 7, rowEstimate: 12 });
    expect(parseLine(unchangedLine(0, null).slice(0, -1))).toEqual({ tag: 'U', known: 0, rowEstimate: null });
  });

  it.each(['U', 'U\t', 'U\t-1\t', 'U\tx\t5', 'U\t1\t5\tmore'])('are refused in a wrong form: %j', (line) => {
    expect(() => parseLine(line)).toThrow('The reader ended badly');
  });

  it('have no document that could be parsed', () => {
    const entry = { key: tableKey('a', 'b'), fingerprint: 'f'.repeat(64), rowEstimate: 1, problem: false, json: null };
    expect(() => parseTable(entry)).toThrow(NotSentError);
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
