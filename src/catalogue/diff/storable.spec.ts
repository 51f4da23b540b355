import { expect, it } from '@jest/globals';
import { storable } from './storable.js';

it.each([
  [null, null],
  ['plain 表 👍', 'plain 表 👍'],
  ['a\0b', 'a␀b'],
  ['\ud800x', '\ufffdx'],
  ['\udc00\ud800', '\ufffd\ufffd'],
])('%j is kept as %j', (text, kept) => {
  expect(storable(text)).toBe(kept);
});
