import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realpathSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkPath } from './source-path.js';

describe('checkPath', () => {
  let root: string;
  let allowed: string;
  let policy: { directories: string[]; forbidden: string[] };

  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'seshat-path-')));
    allowed = join(root, 'allowed');
    for (const name of ['allowed', 'allowed/sub', 'allowed-not']) mkdirSync(join(root, name));
    for (const name of ['allowed/a.db', 'allowed-not/b.db', 'catalogue.db']) writeFileSync(join(root, name), 'x');
    symlinkSync(join(root, 'allowed-not/b.db'), join(allowed, 'link.db'));
    symlinkSync(join(allowed, 'a.db'), join(root, 'in.db'));
    linkSync(join(root, 'catalogue.db'), join(allowed, 'hard.db'));
    policy = { directories: [allowed], forbidden: [join(root, 'catalogue.db'), join(root, 'absent')] };
  });

  afterAll(() => rmSync(root, { recursive: true }));

  it('answers the real path', async () => {
    await expect(checkPath(join(allowed, 'sub/../a.db'), policy)).resolves.toBe(join(allowed, 'a.db'));
    await expect(checkPath(join(root, 'in.db'), policy)).resolves.toBe(join(allowed, 'a.db'));
  });

  it.each([
    ['a link that leads out', 'allowed/link.db', 'permission'],
    ['a sibling of the same prefix', 'allowed-not/b.db', 'permission'],
    ['the catalogue under another name', 'allowed/hard.db', 'permission'],
    ['a directory', 'allowed/sub', 'not-a-database'],
    ['a missing file', 'allowed/none.db', 'database-missing'],
    ['a path through a file', 'allowed/a.db/x', 'database-missing'],
  ])('refuses %s', async (_, path, failure) => {
    await expect(checkPath(join(root, path), policy)).rejects.toMatchObject({ failure });
  });

  it('refuses what is no path', async () => {
    await expect(checkPath(null, policy)).rejects.toMatchObject({ failure: 'database-missing' });
    await expect(checkPath('a\0b', policy)).rejects.toMatchObject({ failure: 'database-missing' });
  });

  it('allows none without directories, and any place when told so', async () => {
    const path = join(allowed, 'a.db');
    await expect(checkPath(path, { directories: [], forbidden: [] })).rejects.toMatchObject({ failure: 'permission' });
    await expect(checkPath(path, { directories: null, forbidden: [] })).resolves.toBe(path);
  });
});
