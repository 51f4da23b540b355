import { describe, expect, it } from '@jest/globals';
import { jobNumber, jobNumberKey } from './job-number.js';

describe('job numbers', () => {
  it('puts the next number of a child behind the number of its parent', () => {
    expect(jobNumber(null, 7)).toBe('7');
    expect(jobNumber('7', 2)).toBe('7.2');
    expect(jobNumber('7.2', 11)).toBe('7.2.11');
  });

  it('sorts by its key as numbers do, a parent before its children', () => {
    const sorted = [
      '1',
      '2',
      '7',
      '7.1',
      '7.2',
      '7.2.1',
      '7.10',
      '7.100',
      '8',
      '10',
      '10.1',
      '99',
      '100',
      '2000000000',
    ];
    const shuffled = [...sorted].sort();
    const key = (number: string): string => jobNumberKey(number);
    expect(shuffled.sort((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(sorted);
  });
});
