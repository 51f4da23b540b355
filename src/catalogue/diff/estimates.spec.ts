import { expect, it } from '@jest/globals';
import { movedEstimate } from './estimates.js';

it.each([
  [null, null, null],
  [null, 7, 7],
  [7, null, 7],
  [1000, 1200, 1000],
  [1000, 1201, 1201],
  [1000, 799, 799],
  [0, 0, 0],
  [0, 1, 1],
])('of %p and %p the estimate %p is kept', (known, now, kept) => {
  expect(movedEstimate(known, now)).toBe(kept);
});
