import { describe, expect, it } from '@jest/globals';
import { hasHash, newToken, prefixOf } from './token-text.js';

describe('a token', () => {
  it('has a prefix, 256 random bits and a hash that only it has', () => {
    const [a, b] = [newToken(), newToken()];
    expect(a.text).toMatch(/^seshat_[0-9a-f]{12}_[0-9a-f]{64}$/);
    expect(prefixOf(a.text)).toBe(a.prefix);
    expect(hasHash(a.text, a.hash)).toBe(true);
    expect(hasHash(b.text, a.hash)).toBe(false);
  });

  it.each(['', 'seshat_', 'seshat_0_1', `x${newToken().text}`, `${newToken().text}0`])('is not %j', (text) => {
    expect(prefixOf(text)).toBeNull();
  });
});
