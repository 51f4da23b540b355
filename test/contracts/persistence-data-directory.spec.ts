import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DataDirectoryLock, runningServer } from '../../src/persistence/data-directory/data-directory-lock.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { typescriptChild } from '../support/typescript-child.js';

const CHILD = new URL('./persistence-child.ts', import.meta.url);

describe('the lock on the data directory', () => {
  it('is taken by one server, which a second one names, and is free again after kill -9', async () => {
    const directory = join(temporaryDirectory('data'), 'made', 'by-it');
    const child = typescriptChild(CHILD, ['hold', directory]);
    expect(await child.line()).toBe('held');

    const second = new DataDirectoryLock(directory);
    const refused = second.acquire();
    await expect(refused).rejects.toMatchObject({ code: 'data-directory-in-use' });
    await expect(refused).rejects.toThrow(`process ${child.process.pid} at http://127.0.0.1:3999, since 2`);
    expect(await runningServer(directory)).toMatchObject({
      pid: child.process.pid,
      address: 'http://127.0.0.1:3999',
      token: 'a-token',
    });

    child.process.kill('SIGKILL');
    await child.exit();
    expect(await runningServer(directory)).toBeNull();
    await second.acquire();
    expect(await runningServer(directory)).toMatchObject({ pid: process.pid, address: null, token: null });
    await second.release();
    expect(await runningServer(directory)).toBeNull();
  }, 60_000);

  it('keeps its files to the owner, and takes the token with it', async () => {
    const directory = join(temporaryDirectory('data'), 'data');
    expect(await runningServer(directory)).toBeNull();
    const lock = new DataDirectoryLock(directory);
    await lock.acquire();
    lock.announce('http://127.0.0.1:1', 'secret');
    const modes = readdirSync(directory).map((name) => [name, statSync(join(directory, name)).mode & 0o777]);
    expect(Object.fromEntries(modes)).toEqual({ 'server.json': 0o600, 'server.lock': 0o600 });
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    await lock.release();
    expect(readdirSync(directory)).toEqual(['server.lock']);
  });

  it('is not disturbed by those who only look', async () => {
    const directory = temporaryDirectory('data');
    const lock = new DataDirectoryLock(directory);
    for (let round = 0; round < 20; round++) {
      const looking = Promise.all([1, 2, 3].map(() => runningServer(directory)));
      await lock.acquire();
      await looking;
      await lock.release();
    }
  });
});
