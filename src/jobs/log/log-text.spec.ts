import { describe, expect, it } from '@jest/globals';
import { cleanMessage, cutToBytes, MESSAGE_BYTES } from './log-text.js';

describe('the text of a log line', () => {
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
