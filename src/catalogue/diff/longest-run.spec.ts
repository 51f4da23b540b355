import { describe, expect, it } from '@jest/globals';
import { longestRun } from './longest-run.js';

describe('longestRun', () => {
  it.each([
    ['nothing', [], []],
    ['what is in order', [1, 2, 5, 9], [0, 1, 2, 3]],
    ['one moved to the end', [1, 3, 4, 2], [0, 1, 2]],
    ['one moved to the front', [4, 1, 2, 3], [1, 2, 3]],
    ['two exchanged', [1, 4, 3, 2, 5], [0, 3, 4]],
    ['everything turned round', [3, 2, 1], [2]],
  ])('of %s', (_, values, expected) => {
    expect([...longestRun(values)].sort((a, b) => a - b)).toEqual(expected);
  });

  it('takes no longer than it should for many', () => {
    const values = Array.from({ length: 20_000 }, (_, at) => (at * 7919) % 20_011);
    const run = [...longestRun(values)].sort((a, b) => a - b).map((at) => values[at] ?? 0);
    expect(run.every((value, at) => at === 0 || value > (run[at - 1] ?? 0))).toBe(true);
  });
});
