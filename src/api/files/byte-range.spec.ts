import { describe, expect, it } from '@jest/globals';
import { byteRange } from './byte-range.js';

describe('byteRange', () => {
  it.each([
    ['bytes=0-3', { start: 0, end: 3 }],
    ['bytes=4-', { start: 4, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-30', { start: 0, end: 9 }],
    ['bytes=5-500', { start: 5, end: 9 }],
    ['bytes=9-9', { start: 9, end: 9 }],
  ])('reads %j of ten bytes', (header, range) => {
    expect(byteRange(header, 10)).toEqual(range);
  });

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=5-2', 'bytes=a-b', 'bytes= 1-2'])(
    'gives all for %j',
    (header) => {
      expect(byteRange(header, 10)).toBeNull();
    },
  );

  it.each([
    ['bytes=10-', 10],
    ['bytes=-0', 10],
    ['bytes=0-', 0],
    ['bytes=99-100', 10],
  ])('refuses %j of %d bytes', (header, size) => {
    expect(() => byteRange(header, size)).toThrow(/there is no such part/);
  });
});
