import { describe, expect, it } from '@jest/globals';
import { globToRegExp, scopeFilter, WHOLE_SCOPE } from './scope.js';

describe('globs over names', () => {
  it.each([
    ['*', 'a/b', true],
    ['*', '..', true],
    ['*', 'line\nend', true],
    ['a?c', 'a/c', true],
    ['a?c', 'a😀c', true],
    ['a?c', 'ac', false],
    ['tmp*', 'tmp', true],
    ['tmp*', 'mytmp', false],
    ['t_[0-9]', 't_7', true],
    ['t_[!0-9]', 't_7', false],
    ['{order,invoice}_*', 'invoice_1', true],
    ['{order,invoice}_*', 'claim_1', false],
    ['a.b', 'axb', false],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['(x|y)', '(x|y)', true],
    ['[', '[', true],
    ['{', '{', true],
    ['a-b', 'a-b', true],
    ['[^a]', '^', true],
  ])('%j on %j is %s', (glob, text, expected) => {
    expect(globToRegExp(glob).test(text)).toBe(expected);
  });
});

describe('scopeFilter', () => {
  it('takes everything unless told otherwise', () => {
    expect(scopeFilter(WHOLE_SCOPE)('s', 't')).toBe(true);
  });

  it('holds globs against the name and the qualified name; exclusion wins', () => {
    const inScope = scopeFilter({ ...WHOLE_SCOPE, include: ['sales.*', 'audit'], exclude: ['*_tmp', 'sales.secret'] });
    expect(inScope('sales', 'orders')).toBe(true);
    expect(inScope('other', 'audit')).toBe(true);
    expect(inScope('other', 'orders')).toBe(false);
    expect(inScope('sales', 'x_tmp')).toBe(false);
    expect(inScope('sales', 'secret')).toBe(false);
    expect(inScope('other', 'secret')).toBe(false);
  });
});
