import { describe, expect, it } from '@jest/globals';
import { escapeUnseen } from '../common/text.js';
import { visible } from './components/format.js';

describe('the browser’s copy of escapeUnseen', () => {
  it('makes the same of every character, and of halves of pairs', () => {
    const units = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
    expect(units.filter((unit) => visible(unit) !== escapeUnseen(unit))).toEqual([]);
    expect(units.filter((unit) => visible(unit) !== unit).length).toBeGreaterThan(2048);
    expect(visible('a😀\ud800 b')).toBe('a😀\\ud800 b');
  });
});
