import { describe, expect, it } from '@jest/globals';
import type { SnapshotTable } from '../../common/snapshot.js';
import { Picture } from './mysql.picture.js';
import { serverFacts } from './mysql.server.js';

const mariadb = serverFacts('10.11.19-MariaDB-0+deb12u1', 'u@%', 0);
const mysql8 = serverFacts('8.4.3', 'u@%', 0);

function pictureOf(server = mariadb): Picture {
  const picture = new Picture(server, (schema) => schema === 's' || schema === 'S');
  picture.addTable(['s', 't', 'BASE TABLE', 'InnoDB', 'a table', 7, '']);
  picture.addColumn(['s', 't', 'id', 1, 'int(11)', 'NO', null, 'auto_increment', '', null, null]);
  picture.addColumn(['s', 't', 'v', 2, 'longtext', 'YES', 'NULL', '', 'said', null, 'utf8mb4_bin']);
  return picture;
}

function tablesOf(picture: Picture, warn: (message: string) => void = () => undefined): SnapshotTable[] {
  return [...picture.finish(warn)].map(({ table }) => table);
}

describe('Picture', () => {
  it('puts a table together, whatever order its lists came in', () => {
    const picture = pictureOf();
    picture.addIndexPart(['s', 't', 'b', 1, 2, 'id', null, 'D', 'BTREE', null]);
    picture.addIndexPart(['s', 't', 'b', 1, 1, 'v', 10, 'A', 'BTREE', null]);
    picture.addIndexPart(['s', 't', 'PRIMARY', 0, 1, 'id', null, 'A', 'BTREE', null]);
    picture.addIndexPart(['s', 't', 'a', 0, 1, 'id', null, 'A', 'HASH', null]);
    picture.addKeyPair(['s', 't', 'fk', 2, 'v', 'x', 'y', 'c2']);
    picture.addKeyPair(['s', 't', 'fk', 1, 'id', 'x', 'y', 'c1']);
    picture.addRule(['s', 't', 'fk', 'CASCADE', 'SET NULL']);
    picture.addCheck('s', 't', 'v', 'json_valid(`v`)');
    const [first] = [...picture.finish(() => undefined)];
    expect(first?.rowEstimate).toBe(7);
    expect(first?.table).toMatchObject({
      kind: 'table',
      comment: 'a table',
      primaryKey: ['id'],
      primaryKeyName: 'PRIMARY',
      uniques: [{ name: 'a', columns: ['id'] }],
      checks: [{ name: 'v', expression: 'json_valid(`v`)' }],
      problem: null,
    });
    expect(
      first?.table.columns.map((column) => [column.name, column.identity, column.dataFormat, column.comment]),
    ).toEqual([
      ['id', 'auto_increment', 'INT', null],
      ['v', null, 'JSON', 'said'],
    ]);
    expect(first?.table.indexes.map((index) => [index.name, index.method, index.parts])).toEqual([
      ['PRIMARY', 'btree', [{ column: 'id', expression: null, descending: false }]],
      ['a', 'hash', [{ column: 'id', expression: null, descending: false }]],
      ['b', 'btree', [
        { column: 'v', expression: '`v`(10)', descending: false },
        { column: 'id', expression: null, descending: true },
      ]],
    ]); // prettier-ignore
    expect(first?.table.foreignKeys).toEqual([
      { name: 'fk', columns: ['id', 'v'], refSchema: 'x', refTable: 'y', refColumns: ['c1', 'c2'],
        onUpdate: 'CASCADE', onDelete: 'SET NULL', deferrable: false },
    ]); // prettier-ignore
  });

  it('keeps apart what differs only in case, and leaves out what is not in scope', () => {
    const picture = pictureOf();
    picture.addTable(['S', 't', 'BASE TABLE', 'InnoDB', '', 0, '']);
    picture.addTable(['s', 'T', 'SYSTEM VERSIONED', 'InnoDB', '', 0, '']);
    picture.addTable(['other', 't', 'BASE TABLE', 'InnoDB', '', 0, '']);
    picture.addTable(['s', 'seq', 'SEQUENCE', 'InnoDB', '', 1, '']);
    picture.addColumn(['s', 'seq', 'next', 1, 'bigint(21)', 'NO', null, '', '', null, null]);
    picture.addColumn(['S', 't', 'x', 1, 'int(11)', 'NO', null, '', '', null, null]);
    picture.addColumn(['s', 'T', 'y', 1, 'int(11)', 'NO', null, '', '', null, null]);
    expect(tablesOf(picture).map((table) => [table.schema, table.name, table.columns.length])).toEqual([
      ['S', 't', 1],
      ['s', 'T', 1],
      ['s', 't', 2],
    ]);
  });

  it('marks what could not be read, and goes on', () => {
    const picture = pictureOf();
    const broken = "View 's.v' references invalid table(s)";
    picture.addTable(['s', 'v', 'VIEW', null, broken, null, null]);
    picture.addView(['s', 'v', 'select 1']);
    picture.addTable(['s', 'locked', 'BASE TABLE', null, 'Lock wait timeout exceeded', null, null]);
    picture.addTable(['s', 'bare', 'BASE TABLE', 'InnoDB', '', 0, '']);
    picture.addTable(['s', 'w', 'VIEW', null, 'VIEW', null, null]);
    picture.addColumn(['s', 'w', 'a', 1, 'int(1)', 'NO', '0', '', '', null, null]);
    expect(
      tablesOf(picture).map(({ name, problem, comment, columns }) => [name, problem, comment, columns.length]),
    ).toEqual([
      ['bare', 'The server shows no columns of this table to the account.', null, 0],
      ['locked', 'Lock wait timeout exceeded', null, 0],
      ['t', null, 'a table', 2],
      ['v', broken, null, 0],
      ['w', null, null, 1],
    ]);
  });

  it('says which tables hide their rules, and falls back to what the server does without', () => {
    const picture = pictureOf();
    picture.addKeyPair(['s', 't', 'fk', 1, 'id', 's', 't', 'id']);
    expect(picture.tablesWithoutRules().map((draft) => draft.name)).toEqual(['t']);
    expect(tablesOf(picture)[0]?.foreignKeys[0]).toMatchObject({ onUpdate: 'RESTRICT', onDelete: 'RESTRICT' });
  });

  it('closes the gaps that hidden columns leave, and says so', () => {
    const picture = pictureOf();
    const warnings: string[] = [];
    picture.addColumn(['s', 't', 'far', 5, 'int(11)', 'NO', null, '', '', null, null]);
    expect(tablesOf(picture, (message) => warnings.push(message))[0]?.columns.map((column) => column.ordinal)).toEqual([
      1, 2, 3,
    ]);
    expect(warnings).toHaveLength(1);
  });

  it('counts partitions once, whatever subpartitions they have', () => {
    const picture = pictureOf();
    for (const name of ['p0', 'p0', 'p1']) picture.addPartition(['s', 't', name]);
    expect(tablesOf(picture)[0]).toMatchObject({ kind: 'partitioned_table', partitions: 2 });
  });

  it('finds targets in the case of their own lists where the server folds names', () => {
    const picture = new Picture(serverFacts('10.11.2-MariaDB', 'u@%', 2), () => true);
    picture.addTable(['Db', 'Kid', 'BASE TABLE', 'InnoDB', '', 0, '']);
    picture.addTable(['Db', 'Parent', 'BASE TABLE', 'InnoDB', '', 0, '']);
    picture.addColumn(['Db', 'Kid', 'p', 1, 'int(11)', 'NO', null, '', '', null, null]);
    picture.addKeyPair(['Db', 'Kid', 'fk', 1, 'p', 'db', 'parent', 'Id']);
    expect(tablesOf(picture)[0]?.foreignKeys[0]).toMatchObject({ refSchema: 'Db', refTable: 'Parent' });
  });

  // Rows as documented for MySQL 8; no live server of it was at hand.
  it('reads the rows of MySQL 8', () => {
    const picture = new Picture(mysql8, () => true);
    picture.addTable(['s', 't', 'BASE TABLE', 'InnoDB', '', 3, '']);
    picture.addColumn(['s', 't', 'j', 1, 'json', 'YES', null, '', '', '', null]);
    picture.addColumn([
      's',
      't',
      'g',
      2,
      'varchar(9)',
      'YES',
      null,
      'VIRTUAL GENERATED',
      '',
      String.raw`concat(_utf8mb4\'a\',1)`,
      'utf8mb4_0900_ai_ci',
    ]);
    picture.addIndexPart(['s', 't', 'fx', 0, 1, null, null, 'A', 'BTREE', String.raw`lower(\'X\')`]);
    picture.addCheck('s', 't', 't_chk_1', String.raw`(json_type(_utf8mb4\'1\') = 1)`);
    picture.addKeyPair(['s', 't', 'fk', 1, 'g', 's', 't', 'g']);
    expect(tablesOf(picture)[0]).toMatchObject({
      columns: [
        { name: 'j', dataFormat: 'JSON', default: null, generated: null },
        { name: 'g', generated: { expression: "concat(_utf8mb4'a',1)", stored: false } },
      ],
      indexes: [{ name: 'fx', unique: true, parts: [{ column: null, expression: "lower('X')", descending: false }] }],
      uniques: [],
      checks: [{ name: 't_chk_1', expression: "(json_type(_utf8mb4'1') = 1)" }],
      foreignKeys: [{ onUpdate: 'NO ACTION', onDelete: 'NO ACTION' }],
    });
  });
});
