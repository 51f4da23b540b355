import { describe, expect, it } from '@jest/globals';
import { typeFacts } from './mysql.types.js';

describe('typeFacts', () => {
  it.each([
    ['int(10) unsigned', 'INT', null, null, null],
    ['bigint', 'INT', null, null, null],
    ['year(4)', 'INT', null, null, null],
    ['tinyint(1)', 'BOOLEAN', null, null, null],
    ['tinyint(1) unsigned', 'INT', null, null, null],
    ['tinyint(4)', 'INT', null, null, null],
    ['decimal(12,2) unsigned zerofill', 'DECIMAL', null, 12, 2],
    ['float', 'FLOAT', null, null, null],
    ['double(10,3)', 'DOUBLE', null, 10, 3],
    ['varchar(40)', 'VARCHAR', 40, null, null],
    ['varchar(100) /*M!100301 COMPRESSED*/', 'VARCHAR', 100, null, null],
    ['char(36)', 'CHAR', 36, null, null],
    ['longtext', 'VARCHAR', null, null, null],
    ['varbinary(64)', 'BINARY', 64, null, null],
    ['mediumblob', 'BINARY', null, null, null],
    ['bit(5)', 'OTHER', 5, null, null],
    ['timestamp(3)', 'TIMESTAMP', null, 3, null],
    ['datetime', 'TIMESTAMP', null, null, null],
    ['time(6)', 'TIME', null, 6, null],
    ['date', 'DATE', null, null, null],
    ['json', 'JSON', null, null, null],
    ['uuid', 'UUID', null, null, null],
    ['inet6', 'OTHER', null, null, null],
    ['point', 'OTHER', null, null, null],
    ['vector(3)', 'ARRAY', 3, null, null],
    ['', 'OTHER', null, null, null],
  ])('%s is %s', (type, dataFormat, length, precision, scale) => {
    expect(typeFacts(type)).toEqual({ dataFormat, length, precision, scale, enumValues: null });
  });

  it.each([
    ["enum('sad','ok','it''s fine')", ['sad', 'ok', "it's fine"]],
    ["set('x','y''z')", ['x', "y'z"]],
    [
      String.raw`enum('a,b','b\\s','n\nl','q"q','','\0z','pa)ren','%_')`,
      ['a,b', 'b\\s', 'n\nl', 'q"q', '', '\0z', 'pa)ren', '%_'],
    ],
    ["enum('😀')", ['😀']],
  ])('%s lists its values', (type, values) => {
    expect(typeFacts(type)).toMatchObject({ dataFormat: 'ENUM', enumValues: values });
  });
});
