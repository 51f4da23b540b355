import { describe, expect, it } from '@jest/globals';
import { parseCatalogueUrl } from './catalogue-url.js';

describe('parseCatalogueUrl', () => {
  it.each([
    ['sqlite:///var/lib/seshat/c.sqlite', '/var/lib/seshat/c.sqlite'],
    ['sqlite:c.sqlite', 'c.sqlite'],
    ['sqlite://./c.sqlite', './c.sqlite'],
    ['sqlite:/a b/c.sqlite', '/a b/c.sqlite'],
  ])('reads %s', (url, path) => {
    expect(parseCatalogueUrl(url)).toEqual({ engine: 'sqlite', path });
  });

  it('takes a server apart, decoding each part', () => {
    const parsed = parseCatalogueUrl('mariadb://se%40shat:p%3Aw%2F%23@[::1]:3307/cat%20alogue');
    expect(parsed).toMatchObject({
      engine: 'mysql',
      host: '::1',
      port: 3307,
      database: 'cat alogue',
      user: 'se@shat',
      tls: { mode: 'disable', caFile: null },
    });
    expect(parsed.engine !== 'sqlite' && parsed.password?.reveal()).toBe('p:w/#');
  });

  it('encrypts as asked, and verifies when there is a CA', () => {
    expect(parseCatalogueUrl('postgres://me@db/c?tls=require')).toMatchObject({ port: 5432, tls: { mode: 'require' } });
    expect(parseCatalogueUrl('postgresql://me@db/c?ca=/etc/ca.pem')).toMatchObject({
      tls: { mode: 'verify-full', caFile: '/etc/ca.pem' },
    });
  });

  it.each([
    'oracle://me:pw-1@db/c',
    'not a url pw-1',
    'mysql://me:pw-1@db',
    'mysql://db/c',
    'mysql://me:pw-1@db/a/b',
    'mysql:///c?host=pw-1',
    'postgresql://me:pw-1@db/c?host=/tmp',
    'postgresql://me:pw-1@db/c?sslrootcert=/etc/passwd',
    'postgresql://me:pw-1@db/c?tls=maybe',
    'postgresql://me:pw-1@db/c?ca=relative.pem',
    'postgresql://me:pw-1%@db/c',
    'postgresql://me:pw-1@db/c#x',
    'sqlite::memory:',
    'sqlite:',
    'sqlite:///c.sqlite?mode=rw&pw-1',
  ])('refuses %s without quoting it', (url) => {
    expect(() => parseCatalogueUrl(url)).toThrow(/^must /);
    expect(() => parseCatalogueUrl(url)).not.toThrow(/pw-1/);
  });
});
