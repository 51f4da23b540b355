import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/load-config.js';
import { loadCipher } from './load-key.js';

const GOOD = 'q8Zr1uVx3T6yB0nM5kLpJ7hGfDsAwEcR';
const place = { table: 't', row: 'r', field: 'f' };
let cwd = '';

const load = (env: Record<string, string> = {}) => loadCipher(loadConfig({ cwd, env }));

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'seshat-key-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

describe('loadCipher', () => {
  it('makes a key file at the first start, the owner’s alone, and uses it from then on', async () => {
    const text = (await load()).encrypt('hunter2', place);
    const path = join(cwd, 'data', 'secret.key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readFileSync(path, 'utf8'), 'base64')).toHaveLength(32);
    writeFileSync(join(cwd, 'data', 'catalogue.sqlite'), '');
    expect((await load()).decrypt(text, place)).toBe('hunter2');
  });

  it('does not make another key when the file is gone and the catalogue is there', async () => {
    await load();
    writeFileSync(join(cwd, 'data', 'catalogue.sqlite'), '');
    rmSync(join(cwd, 'data', 'secret.key'));
    await expect(load()).rejects.toThrow(/is gone.*Restore the file from a backup/);
  });

  it('wants a key when the catalogue is on a server', async () => {
    await expect(load({ SESHAT_CATALOGUE_URL: 'postgresql://me@db/c' })).rejects.toThrow('SESHAT_SECRET_KEY');
  });

  it('takes it from the environment or a file', async () => {
    writeFileSync(join(cwd, 'key'), `${GOOD}\n`);
    const text = (await load({ SESHAT_SECRET_KEY: GOOD })).encrypt('hunter2', place);
    expect((await load({ SESHAT_SECRET_KEY_FILE: 'key' })).decrypt(text, place)).toBe('hunter2');
    const rotated = await load({ SESHAT_SECRET_KEY: GOOD.toLowerCase(), SESHAT_OLD_SECRET_KEYS: GOOD });
    expect(rotated.decrypt(text, place)).toBe('hunter2');
  });

  it.each([
    ['is missing', undefined],
    ['is short', 'tiny-key'],
    ['is one character', 'a'.repeat(64)],
    ['is a known default', 'please-changeme-changeme-changeme-1234567'],
    ['is counted', '0123456789abcdef0123456789abcdef'],
  ])('refuses a key file that %s, without showing it', async (_, content) => {
    if (content !== undefined) writeFileSync(join(cwd, 'key'), content);
    const refused = load({ SESHAT_SECRET_KEY_FILE: 'key' });
    await expect(refused).rejects.toMatchObject({
      code: 'secret-key',
      message: expect.stringContaining('openssl rand'),
    });
    if (content !== undefined) await expect(refused).rejects.not.toThrow(content);
  });
});
