import { resolve } from 'node:path';
import { describe as suite, expect, it } from '@jest/globals';
import { describe, parseSourceUrl } from './source-url.js';

suite('parseSourceUrl', () => {
  it('takes a server URL apart', () => {
    expect(parseSourceUrl('postgres://us%40er:p%2Fw%23@db.example.org:6432/my%20db?sslmode=verify-full')).toEqual({
      engine: 'postgresql',
      host: 'db.example.org',
      port: 6432,
      path: null,
      database: 'my db',
      user: 'us@er',
      password: 'p/w#',
      tlsMode: 'verify-full',
      tlsCa: null,
    });
  });

  it.each([
    ['mysql://h/d', 'mysql', 3306],
    ['mariadb://h/d', 'mariadb', 3306],
    ['postgresql://h/d', 'postgresql', 5432],
    ['MySQL://h/d?ssl-mode=REQUIRED', 'mysql', 3306],
  ])('%s', (text, engine, port) => {
    expect(parseSourceUrl(text)).toMatchObject({ engine, port, host: 'h', database: 'd', user: null, password: null });
  });

  it('knows IPv6 addresses', () => {
    expect(parseSourceUrl('mysql://[::1]:3307/').host).toBe('::1');
    expect(parseSourceUrl('mysql://[::1]:3307/').database).toBeNull();
  });

  it.each([
    ['sqlite:///var/a%20b.db', '/var/a b.db'],
    ['sqlite:./x.db', resolve('x.db')],
    ['sqlite://x.db', resolve('x.db')],
    ['file:///tmp/x.db', '/tmp/x.db'],
    ['/tmp/100%.db', '/tmp/100%.db'],
    ['./data:1.db', resolve('data:1.db')],
  ])('%s is a file', (text, path) => {
    expect(parseSourceUrl(text)).toMatchObject({ engine: 'sqlite', path, host: null });
  });

  it.each([
    ['mssql://u:s3cret@h/d', 'no reader for "mssql://"'],
    ['mysql://u:s3cret@h/d?allowLocalInfile=1', '"allowLocalInfile" is not allowed'],
    ['postgres://u:s3cret@h/d?sslrootcert=/etc/passwd', '"sslrootcert" is not allowed'],
    ['postgres://u:s3cret@h/d?host=other', '"host" is not allowed'],
    ['postgres://u:s3cret@h/d?sslmode=prefer', 'must be one of'],
    ['postgres://u:s3cret@%2Fvar%2Frun/d', 'sockets and paths are not allowed'],
    ['postgres://u:s3cret@a,b/d', 'several hosts'],
    ['postgres:///d', 'names no host'],
    ['postgres://u:s3#cret@h/d', '%23'],
    ['postgres://u:s3cret%zz@h/d', '%25'],
    ['postgres://u:s3cret@h:99999/d', 'no valid URL'],
    ['sqlite:///x.db?mode=rw', 'takes no options'],
    [':memory:', 'in memory'],
    ['', 'Name a source'],
  ])('refuses %j without repeating its password', (text, message) => {
    expect(() => parseSourceUrl(text)).toThrow(message);
    try {
      parseSourceUrl(text);
    } catch (error) {
      expect(String(error)).not.toMatch(/s3cret|s3#/);
    }
  });
});

suite('describe', () => {
  it('never shows the password', () => {
    expect(describe(parseSourceUrl('mysql://me:s3cret@h:3307/d'))).toBe('mysql://me@h:3307/d');
    expect(describe(parseSourceUrl('postgres://[::1]/'))).toBe('postgresql://[::1]:5432');
    expect(describe(parseSourceUrl('/tmp/x.db'))).toBe('/tmp/x.db');
  });
});
