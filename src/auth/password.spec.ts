import { describe, expect, it } from '@jest/globals';
import { generatePassword, hashPassword, verifyPassword } from './password.js';

describe('passwords', () => {
  it('are kept as Argon2id with a salt of their own', async () => {
    const [a, b] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(a).not.toBe(b);
    expect(await verifyPassword(a, 'correct horse')).toBe(true);
    expect(await verifyPassword(a, 'Correct horse')).toBe(false);
  });

  it('take as long to refuse for somebody who does not exist', async () => {
    const known = await hashPassword('x');
    await verifyPassword(null, 'warm-up');
    const time = async (hash: string | null): Promise<number> => {
      let best = Infinity; // what others do on the machine only ever adds
      for (let i = 0; i < 7; i++) {
        const start = performance.now();
        expect(await verifyPassword(hash, 'wrong')).toBe(false);
        best = Math.min(best, performance.now() - start);
      }
      return best;
    };
    const ratio = (await time(null)) / (await time(known));
    expect(ratio).toBeGreaterThan(0.2);
    expect(ratio).toBeLessThan(5);
  });

  it('that are made can be read out and differ', () => {
    const made = new Set(Array.from({ length: 100 }, generatePassword));
    expect(made.size).toBe(100);
    for (const password of made) expect(password).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){6}[0-9a-hjkmnp-tv-z]{4}$/);
  });
});
