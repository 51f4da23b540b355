import { describe, expect, it } from '@jest/globals';
import { editDistance, nearest } from './text.js';

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
