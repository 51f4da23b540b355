import { describe, expect, it } from '@jest/globals';
import { resolveType, type PgType } from './postgresql.types.js';

const base = (name: string, over: Partial<PgType> = {}): PgType => ({
  name,
  schema: 'pg_catalog',
  kind: 'b',
  category: 'U',
  element: '0',
  base: '0',
  baseModifier: -1,
  collation: '0',
  ...over,
});
const types = new Map<string, PgType>([
  ['23', base('int4')],
  ['1043', base('varchar')],
  ['1042', base('bpchar')],
  ['1700', base('numeric')],
  ['1184', base('timestamptz')],
  ['1186', base('interval')],
  ['1560', base('bit')],
  ['1015', base('_varchar', { category: 'A', element: '1043' })],
  ['9000', base('email', { schema: 'public', kind: 'd', base: '1043', baseModifier: 324 })],
  ['9001', base('work_email', { schema: 'public', kind: 'd', base: '9000' })],
  ['9002', base('mood', { schema: 'public', kind: 'e' })],
  ['9003', base('_mood', { schema: 'public', category: 'A', element: '9002' })],
  ['9004', base('moods', { schema: 'public', kind: 'd', base: '9003' })],
  ['9005', base('citext', { schema: 'x' })],
  ['9006', base('int4', { schema: 'public' })],
  ['9007', base('constructor', { schema: 'pg_catalog' })],
  ['9008', base('loop', { kind: 'd', base: '9008' })],
]);
const enums = new Map([['9002', ['sad', "it's fine"]]]);
const resolve = (id: string, modifier = -1, text = ''): unknown => {
  const { dataFormat, length, precision, scale, enumValues } = resolveType(types, enums, id, modifier, text);
  return [dataFormat, length, precision, scale, enumValues];
};

describe('resolveType', () => {
  it.each([
    ['integer', '23', -1, ['INT', null, null, null, null]],
    ['varchar', '1043', -1, ['VARCHAR', null, null, null, null]],
    ['varchar(40)', '1043', 44, ['VARCHAR', 40, null, null, null]],
    ['char(2)', '1042', 6, ['CHAR', 2, null, null, null]],
    ['numeric', '1700', -1, ['DECIMAL', null, null, null, null]],
    ['numeric(12,2)', '1700', (12 << 16) + 2 + 4, ['DECIMAL', null, 12, 2, null]],
    ['numeric(7,-2)', '1700', ((7 << 16) | (-2 & 0x7ff)) + 4, ['DECIMAL', null, 7, -2, null]],
    ['numeric(1000,1000)', '1700', (1000 << 16) + 1000 + 4, ['DECIMAL', null, 1000, 1000, null]],
    ['timestamptz(3)', '1184', 3, ['TIMESTAMP', null, 3, null, null]],
    ['interval day to second', '1186', 0x1c08ffff, ['OTHER', null, null, null, null]],
    ['interval(2)', '1186', 0x7fff0002, ['OTHER', null, 2, null, null]],
    ['bit(8)', '1560', 8, ['OTHER', 8, null, null, null]],
    ['an array, whose modifier is its elements’', '1015', 14, ['ARRAY', null, null, null, null]],
    ['a domain', '9000', -1, ['VARCHAR', 320, null, null, null]],
    ['a domain over a domain', '9001', -1, ['VARCHAR', 320, null, null, null]],
    ['an enum', '9002', -1, ['ENUM', null, null, null, ['sad', "it's fine"]]],
    ['an array of enums', '9003', -1, ['ARRAY', null, null, null, ['sad', "it's fine"]]],
    ['a domain over an array of enums', '9004', -1, ['ARRAY', null, null, null, ['sad', "it's fine"]]],
    ['an extension’s text', '9005', -1, ['VARCHAR', null, null, null, null]],
    ['a user’s type with the name of a built-in one', '9006', -1, ['OTHER', null, null, null, null]],
    ['a type called constructor', '9007', -1, ['OTHER', null, null, null, null]],
    ['a domain that is its own base', '9008', -1, ['OTHER', null, null, null, null]],
  ])('%s', (_name, id, modifier, expected) => {
    expect(resolve(id, modifier)).toEqual(expected);
  });

  it('tells row types from arrays of them by the name that the server writes', () => {
    expect(resolve('1', -1, 'public.addr')).toEqual(['OTHER', null, null, null, null]);
    expect(resolve('1', -1, 'public.addr[]')).toEqual(['ARRAY', null, null, null, null]);
    expect(resolve('1', -1, 'public."a[]"')).toEqual(['OTHER', null, null, null, null]);
  });
});
