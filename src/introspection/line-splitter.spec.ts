import { describe, expect, it } from '@jest/globals';
import { LineSplitter } from './line-splitter.js';

describe('LineSplitter', () => {
  it('puts lines together from any pieces, also within a character', () => {
    const bytes = Buffer.from('zwölf\u2028\r\n表\n\nrest');
    for (const size of [1, 2, 3, 5, 100]) {
      const splitter = new LineSplitter(1000);
      const lines: string[] = [];
      for (let at = 0; at < bytes.length; at += size) lines.push(...splitter.push(bytes.subarray(at, at + size)));
      expect(lines).toEqual(['zwölf\u2028\r', '表', '']);
      expect(splitter.rest).toBe(4);
    }
  });

  it('ends beyond its limit', () => {
    const splitter = new LineSplitter(10);
    expect([...splitter.push(Buffer.from('12345\n'))]).toEqual(['12345']);
    expect(() => [...splitter.push(Buffer.from('678901\n'))]).toThrow('larger than');
  });
});
