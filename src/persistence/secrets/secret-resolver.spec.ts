import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isSecretReference, SecretResolver } from './secret-resolver.js';

let root = '';
let resolver = new SecretResolver(null);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'seshat-secrets-'));
  const directory = join(root, 'secrets');
  mkdirSync(join(directory, '..data'), { recursive: true });
  writeFileSync(join(root, 'outside'), 'not for you');
  writeFileSync(join(directory, 'plain'), 'hunter2\n');
  writeFileSync(join(directory, 'spaces'), ' two lines\nkept \n');
  writeFileSync(join(directory, '..data', 'mounted'), 'by kubernetes');
  writeFileSync(join(directory, 'empty'), '');
  symlinkSync(join('..data', 'mounted'), join(directory, 'mounted'));
  symlinkSync(join('..', 'outside'), join(directory, 'escape'));
  execFileSync('mkfifo', [join(directory, 'pipe')]);
  resolver = new SecretResolver(directory);
  process.env.SECRET_RESOLVER_SPEC = 'from the environment';
});
afterAll(() => {
  delete process.env.SECRET_RESOLVER_SPEC;
  rmSync(root, { recursive: true });
});

const resolve = async (reference: string) => (await resolver.resolve(reference)).reveal();

describe('SecretResolver', () => {
  it('knows a reference from a secret', () => {
    expect(['env:A', 'file:a'].every(isSecretReference)).toBe(true);
    expect(['hunter2', 'https:x', 'env:', 'ENV:A'].some(isSecretReference)).toBe(false);
  });

  it('reads a variable or a file', async () => {
    expect(await resolve('env:SECRET_RESOLVER_SPEC')).toBe('from the environment');
    expect(await resolve('file:plain')).toBe('hunter2');
    expect(await resolve('file:spaces')).toBe(' two lines\nkept ');
    expect(await resolve('file:mounted')).toBe('by kubernetes');
  });

  it.each(['missing', 'empty', 'escape', 'pipe', '..data', '../outside', '/etc/passwd', '.', 'a/b', ''])(
    'refuses file:%s',
    async (name) => {
      await expect(resolve(`file:${name}`)).rejects.toMatchObject({ code: 'invalid-input' });
    },
  );

  it.each(['NOT_SET_AT_ALL', 'SESHAT_SECRET_KEY', 'seshat_secret_key', 'A B', '__proto__'])(
    'refuses env:%s',
    async (name) => {
      process.env.SESHAT_SECRET_KEY = 'ours';
      try {
        await expect(resolve(`env:${name}`)).rejects.toMatchObject({ code: 'invalid-input' });
      } finally {
        delete process.env.SESHAT_SECRET_KEY;
      }
    },
  );

  it('refuses every file without a directory for them', async () => {
    await expect(new SecretResolver(null).resolve('file:plain')).rejects.toThrow('SESHAT_SECRETS_DIR');
  });
});
