import { describe, expect, it } from '@jest/globals';
import { typeFacts } from './sqlite.types.js';

describe('typeFacts', () => {
  it.each([
    ['INTEGER', 'INT', null, null, null],
    ['bigint unsigned', 'INT', null, null, null],
    ['decimal(12,2)', 'DECIMAL', null, 12, 2],
    ['NUMERIC', 'DECIMAL', null, null, null],
    ['varchar ( 40 )', 'VARCHAR', 40, null, null],
    ['NVARCHAR(160)', 'VARCHAR', 160, null, null],
    ['character varying(7)', 'VARCHAR', 7, null, null],
    ['char(36)', 'CHAR', 36, null, null],
    ['TEXT', 'VARCHAR', null, null, null],
    ['boolean', 'BOOLEAN', null, null, null],
    ['datetime', 'TIMESTAMP', null, null, null],
    ['timestamp with time zone', 'TIMESTAMP', null, null, null],
    ['date', 'DATE', null, null, null],
    ['time', 'TIME', null, null, null],
    ['double precision', 'DOUBLE', null, null, null],
    ['REAL', 'DOUBLE', null, null, null],
    ['float', 'FLOAT', null, null, null],
    ['blob', 'BINARY', null, null, null],
    ['json', 'JSON', null, null, null],
    ['uuid', 'UUID', null, null, null],
    ['', 'OTHER', null, null, null],
    ['ANY', 'OTHER', null, null, null],
  ])('%j is %s', (type, dataFormat, length, precision, scale) => {
    expect(typeFacts(type)).toEqual({ dataFormat, length, precision, scale });
  });
});
