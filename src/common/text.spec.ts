import { describe, expect, it } from '@jest/globals';
import { editDistance, escapeUnseen, nearest } from './text.js';

describe('nearest', () => {
  it('counts single changes', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('finds what was meant, or nothing', () => {
    expect(nearest('SESHAT_HSOT', ['SESHAT_HOST', 'PORT'])).toBe('SESHAT_HOST');
    expect(nearest('SESHAT_HOST', ['PORT'])).toBeNull();
    expect(nearest('x', [])).toBeNull();
  });
});

describe('escapeUnseen', () => {
  it('writes out what acts instead of being seen', () => {
    expect(escapeUnseen('\u001b[31mred\u0007\r\0')).toBe('\\u001b[31mred\\u0007\\u000d\\u0000');
    expect(escapeUnseen('\u009b2J')).toBe('\\u009b2J');
    expect(escapeUnseen('a\u202eb\u2066c\u200bd\u2060e\u00adf\u2028')).toBe(
      'a\\u202eb\\u2066c\\u200bd\\u2060e\\u00adf\\u2028',
    );
  });

  it('keeps letters of every script, tabs and newlines', () => {
    expect(escapeUnseen('naïve\t日本\n😀')).toBe('naïve\t日本\n😀');
  });

  it('writes out halves of surrogate pairs', () => {
    expect(escapeUnseen('x\ud800y\udc00')).toBe('x\\ud800y\\udc00');
  });

  it('leaves JSON what it was', () => {
    const value = { 'k\u202e': 'a\u0085b\u2060c\ufeff\u001b\n😀' };
    expect(JSON.parse(escapeUnseen(JSON.stringify(value)))).toEqual(value);
  });
});
