import { describe, expect, it } from '@jest/globals';
import { LogBound } from './log-bound.js';

describe('the bound of a log', () => {
  it('keeps the first lines and the newest, and says which have to go', () => {
    const bound = new LogBound<number>({ lines: 5, bytes: 1_000, head: 2 });
    const dropped = [1, 2, 3, 4, 5, 6, 7].flatMap((line) => bound.add(line, 10));
    expect(dropped).toEqual([3, 4]);
    expect(bound.length).toBe(5);
  });

  it('keeps within its bytes, but always the newest line', () => {
    const bound = new LogBound<number>({ lines: 100, bytes: 100, head: 1 });
    expect(bound.add(1, 90)).toEqual([]);
    expect(bound.add(2, 10)).toEqual([]);
    expect(bound.add(3, 10)).toEqual([2]);
    expect(bound.add(4, 50)).toEqual([3]);
    expect(bound.length).toBe(2);
  });

  it('stays small however much goes through it', () => {
    const bound = new LogBound<number>({ lines: 10, bytes: 1_000, head: 3 });
    const dropped: number[] = [];
    for (let line = 0; line < 10_000; line++) dropped.push(...bound.add(line, 1));
    expect(dropped).toEqual(Array.from({ length: 9_990 }, (_, index) => index + 3));
    expect(bound.length).toBe(10);
  });
});
