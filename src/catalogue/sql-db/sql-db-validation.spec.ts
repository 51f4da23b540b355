import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../../common/errors.js';
import type { SqlDbInput } from './sql-db-input.js';
import { bindingChanges, sameFamily, validSqlDb } from './sql-db-validation.js';

const server: SqlDbInput = { name: 'shop', engine: 'mariadb', host: 'db', database: 'shop', user: 'me' };
const file: SqlDbInput = { name: 'shop', engine: 'sqlite', path: '/data/shop.db' };
const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';

/** The paths of the problems of an input. */
function wrongFields(input: SqlDbInput): string[] {
  try {
    validSqlDb(input);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems.map(({ path }) => path);
  }
}

describe('validSqlDb', () => {
  it('fills the defaults in', () => {
    expect(validSqlDb({ ...server, name: '  shop ', tags: ['a', ' a '] })).toEqual({
      ...server,
      port: null,
      path: null,
      schemas: [],
      include: [],
      exclude: [],
      passwordReference: null,
      tlsMode: 'disable',
      tlsCa: null,
      mode: 'dev',
      language: null,
      description: null,
      tags: ['a'],
    });
  });

  it.each<[string, SqlDbInput]>([
    ['a server', server],
    ['a file', file],
    ['a Windows file', { ...file, path: 'C:\\data\\shop.db' }],
    ['IPv6', { ...server, host: '::1' }],
    ['several databases', { ...server, database: null, schemas: ['a', 'b'] }],
    ['verified TLS', { ...server, tlsMode: 'verify-full', tlsCa: PEM }],
    ['a reference', { ...server, passwordReference: 'env:SHOP_PASSWORD' }],
    [
      'odd names',
      { ...server, user: "o'hara", database: 'a b', schemas: ['ä.b'], include: ['*_x'], language: 'pt-BR' },
    ],
  ])('takes %s', (_, input) => {
    expect(wrongFields(input)).toEqual([]);
  });

  it.each<[string, SqlDbInput, string[]]>([
    ['no name', { ...server, name: ' ' }, ['name']],
    ['an unknown engine', { ...server, engine: 'oracle' as never }, ['engine']],
    ['a server without anything', { name: 'x', engine: 'postgresql' }, ['host', 'database', 'user']],
    ['a host with options', { ...server, host: 'db?ssl=0' }, ['host']],
    ['a socket for a host', { ...server, host: '/tmp/pg' }, ['host']],
    ['a URL for a host', { ...server, host: 'http://db' }, ['host']],
    ['no such port', { ...server, port: 70_000 }, ['port']],
    ['half a port', { ...server, port: 1.5 }, ['port']],
    ['a file of a server', { ...server, path: '/x' }, ['path']],
    [
      'PostgreSQL without a database',
      { ...server, engine: 'postgresql', database: null, schemas: ['a'] },
      ['database'],
    ],
    ['a file without a path', { name: 'x', engine: 'sqlite' }, ['path']],
    ['a relative file', { ...file, path: 'shop.db' }, ['path']],
    ['a file with a server', { ...file, host: 'db', user: 'me', tlsMode: 'require' }, ['tlsMode', 'host', 'user']],
    ['a file with a password', { ...file, password: 'x' }, ['password']],
    ['a certificate that is not looked at', { ...server, tlsMode: 'require', tlsCa: PEM }, ['tlsCa']],
    ['a certificate that is none', { ...server, tlsMode: 'verify-ca', tlsCa: '/etc/passwd' }, ['tlsCa']],
    ['two secrets', { ...server, password: 'a', passwordReference: 'env:A' }, ['password']],
    ['a reference with a path', { ...server, passwordReference: 'file:../key' }, ['passwordReference']],
    ['no language', { ...server, language: 'English, mostly' }, ['language']],
    ['an empty pattern', { ...server, exclude: [''] }, ['exclude']],
    ['an endless tag', { ...server, tags: ['x'.repeat(51)] }, ['tags']],
  ])('refuses %s', (_, input, paths) => {
    expect(wrongFields(input)).toEqual(paths);
  });

  it('never quotes a value', () => {
    expect(() => validSqlDb({ ...server, host: 'pass word', port: -1 })).toThrow(/^(?!.*pass word)/);
  });
});

it('a secret is bound to where it is sent', () => {
  const before = validSqlDb(server);
  expect(bindingChanges(before, { ...before, name: 'y', description: 'z', schemas: ['s'] })).toEqual([]);
  expect(bindingChanges(before, { ...before, host: 'other', tlsMode: 'require' })).toEqual(['host', 'tlsMode']);
});

it('MariaDB and MySQL are one family', () => {
  expect([sameFamily('mysql', 'mariadb'), sameFamily('mysql', 'postgresql'), sameFamily('sqlite', 'mariadb')]).toEqual([
    true,
    false,
    false,
  ]);
});
