import { describe, expect, it } from '@jest/globals';
import { cleanMessage, cutToBytes, escapeUnseen, MESSAGE_BYTES } from './log-text.js';

describe('the text of a log line', () => {
  it('writes out what acts instead of being seen', () => {
    expect(escapeUnseen('\u001b[31mred\u0007\r\0')).toBe('\\x1b[31mred\\x07\\x0d\\x00');
    expect(escapeUnseen('\u009b2J')).toBe('\\x9b2J');
    expect(escapeUnseen('a\u202eb\u2066c\u200bd')).toBe('a\\u202eb\\u2066c\\u200bd');
  });

  it('keeps letters of every script, tabs and newlines', () => {
    expect(escapeUnseen('naïve\t日本\n😀')).toBe('naïve\t日本\n😀');
  });

  it('writes out halves of surrogate pairs, which no database takes', () => {
    expect(escapeUnseen('x\ud800y\udc00')).toBe('x\\ud800y\\udc00');
  });

  it('holds no more than 4 KiB, cut between characters, and says so', () => {
    const cut = cleanMessage('€'.repeat(5_000), []);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(MESSAGE_BYTES);
    expect(cut).toMatch(/^€+ … \(15000 bytes in all\)$/);
    expect(cutToBytes('short', 100)).toBe('short');
  });

  it('redacts before it escapes or cuts', () => {
    const secret = 'p\u0007ss€word';
    expect(cleanMessage(`password is ${secret}.`, [secret])).toBe('password is [redacted].');
    const long = 'x'.repeat(MESSAGE_BYTES - 30) + secret;
    expect(cleanMessage(long, [secret])).not.toContain('ss€');
  });
});
