import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../common/redact.js';
import { Cipher } from './cipher.js';

const place = { table: 'sql_db', row: '0199', field: 'password' };
const first = new Secret('first key, made of many characters');
const second = new Secret('second key, made of many characters');

function codeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('Cipher', () => {
  const cipher = new Cipher(first);

  it.each(['hunter2', '', 'pässwörd 🐘', 'x'.repeat(100_000)])('gives back what it was given', (plain) => {
    const text = cipher.encrypt(plain, place);
    expect(text).toMatch(/^v1:[0-9a-f]{8}:[\w-]+$/);
    expect(cipher.decrypt(text, place)).toBe(plain);
  });

  it('never writes the same twice, and never the plain text', () => {
    expect(cipher.encrypt('hunter2', place)).not.toBe(cipher.encrypt('hunter2', place));
    expect(Buffer.from(cipher.encrypt('hunter2', place).split(':')[2] ?? '', 'base64url').toString()).not.toContain(
      'hunter',
    );
  });

  it('cannot be read in another row, field or table', () => {
    const text = cipher.encrypt('hunter2', place);
    for (const other of [{ row: '0200' }, { field: 'token' }, { table: 'user' }]) {
      expect(codeOf(() => cipher.decrypt(text, { ...place, ...other }))).toBe('cipher-broken');
    }
  });

  it('notices every changed or missing character', () => {
    const text = cipher.encrypt('hunter2', place);
    for (let index = 0; index < text.length; index++) {
      const changed = text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1);
      if (
        Buffer.from(changed.split(':')[2] ?? '', 'base64url').equals(bodyOf(text)) &&
        changed.startsWith(text.slice(0, 12))
      )
        continue;
      expect(['cipher-broken', 'cipher-key-missing']).toContain(codeOf(() => cipher.decrypt(changed, place)));
      expect(['cipher-broken', 'cipher-key-missing']).toContain(
        codeOf(() => cipher.decrypt(text.slice(0, index), place)),
      );
    }
  });

  it('reads with a former key, writes with the new one, and says which texts to write again', () => {
    const old = cipher.encrypt('hunter2', place);
    const rotated = new Cipher(second, [first]);
    expect(rotated.decrypt(old, place)).toBe('hunter2');
    expect(rotated.isOutdated(old)).toBe(true);
    const renewed = rotated.encrypt('hunter2', place);
    expect(rotated.isOutdated(renewed)).toBe(false);
    expect(codeOf(() => cipher.decrypt(renewed, place))).toBe('cipher-key-missing');
    expect(codeOf(() => new Cipher(second).decrypt(old, place))).toBe('cipher-key-missing');
  });
});

function bodyOf(text: string): Buffer {
  return Buffer.from(text.split(':')[2] ?? '', 'base64url');
}
