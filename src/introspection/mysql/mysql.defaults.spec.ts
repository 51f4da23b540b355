import { describe, expect, it } from '@jest/globals';
import { defaultOf } from './mysql.defaults.js';

describe('defaults of MariaDB, which are SQL already', () => {
  it.each([
    [null, 'int(11)', false, '', null],
    ['NULL', 'varchar(10)', true, '', null],
    ["'NULL'", 'varchar(10)', true, '', "'NULL'"],
    ["''", 'varchar(10)', false, '', "''"],
    ['(1 + 2)', 'int(11)', true, '', '(1 + 2)'],
    ["b'1'", 'bit(1)', true, 'INVISIBLE', "b'1'"],
    ['current_timestamp(3)', 'timestamp(3)', false, 'on update current_timestamp(3)',
      'current_timestamp(3) ON UPDATE current_timestamp(3)'],
    ['NULL', 'datetime', true, 'on update current_timestamp()', 'NULL ON UPDATE current_timestamp()'],
    [null, 'datetime', false, 'on update current_timestamp()', 'ON UPDATE current_timestamp()'],
  ])('%j of %s', (text, type, nullable, extra, expected) => {
    expect(defaultOf(text, type, nullable, extra, true)).toBe(expected);
  }); // prettier-ignore
});

// Rows as documented for MySQL 8.0 and 8.4; no live server of it was at hand.
describe('defaults of MySQL, which are bare text', () => {
  it.each([
    [null, 'int', true, '', null],
    ['NULL', 'varchar(10)', true, '', "'NULL'"],
    ['', 'varchar(10)', false, '', "''"],
    ["it's \\", 'varchar(10)', false, '', String.raw`'it''s \\'`],
    ['0.00', 'decimal(12,2)', false, '', '0.00'],
    ['7', 'varchar(10)', false, '', "'7'"],
    ["b'101'", 'bit(5)', true, '', "b'101'"],
    ['0x6162', 'varbinary(3)', true, '', '0x6162'],
    ['2000-01-01 00:00:00', 'datetime', true, '', "'2000-01-01 00:00:00'"],
    ['CURRENT_TIMESTAMP', 'timestamp', false, 'DEFAULT_GENERATED on update CURRENT_TIMESTAMP',
      'CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP'],
    ['CURRENT_TIMESTAMP(3)', 'datetime(3)', false, '', 'CURRENT_TIMESTAMP(3)'],
    ['uuid()', 'varchar(36)', true, 'DEFAULT_GENERATED', 'uuid()'],
    [String.raw`concat(_utf8mb4\'a\',1)`, 'varchar(36)', true, 'DEFAULT_GENERATED', "concat(_utf8mb4'a',1)"],
  ])('%j of %s', (text, type, nullable, extra, expected) => {
    expect(defaultOf(text, type, nullable, extra, false)).toBe(expected);
  }); // prettier-ignore
});
