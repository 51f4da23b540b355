import { describe, expect, it } from '@jest/globals';
import type { Request, Response } from 'express';
import { Config } from '../config/config.js';
import { basePath, localPath, stripBasePath } from './base-path.js';

const at = (baseUrl: string | null): Config => Object.assign(new Config(), { http: { baseUrl } });

describe('localPath', () => {
  it.each(['/admin', '/admin/resources/Source?page=2#top', '/seshat/admin'])('keeps %s', (path) => {
    expect(localPath(path, '/home')).toBe(path);
  });

  it.each([
    ...[
      '',
      'admin',
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      'https://evil.example',
      '/\t/evil.example',
    ],
    ...[
      '/a\nb',
      'javascript:alert(1)',
      '/..//evil.example',
      '/.//evil.example',
      ['/a'],
      undefined,
      `/${'x'.repeat(2000)}`,
    ],
  ])('goes home instead of %j', (path) => {
    expect(localPath(path, '/home')).toBe('/home');
  });
});

describe('the base path', () => {
  it.each([
    [null, ''],
    ['https://catalogue.example', ''],
    ['https://example/seshat', '/seshat'],
  ])('of %s is %j', (url, path) => {
    expect(basePath(at(url))).toBe(path);
  });

  it.each([
    ['/seshat', '/'],
    ['/seshat?a=1', '/?a=1'],
    ['/seshat/api/jobs?x', '/api/jobs?x'],
    ['/seshatter', '/seshatter'],
    ['/api/jobs', '/api/jobs'],
  ])('is taken off %s', (url, stripped) => {
    const request = { url } as Request;
    stripBasePath(at('https://example/seshat'))(request, {} as Response, () => undefined);
    expect(request.url).toBe(stripped);
    expect(request.originalUrl).toBe(`/seshat${stripped}`);
  });
});
