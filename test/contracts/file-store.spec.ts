import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { InvalidInputError, NotFoundError, UnavailableError } from '../../src/common/errors.js';
import { Secret } from '../../src/common/redact.js';
import type { FileStore } from '../../src/workspaces/storage/file-store.js';
import { LocalFileStore } from '../../src/workspaces/storage/local-file-store.js';
import { createS3Store } from '../../src/workspaces/storage/s3/create-s3-store.js';
import { s3Server, type S3Server } from '../support/s3-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

interface Kept {
  readonly store: FileStore;
  /** Every key that has content. */
  keys(): Promise<string[]>;
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const bytes = (text: string): Readable => Readable.from([Buffer.from(text)]);
let s3: S3Server;

async function local(): Promise<Kept> {
  const root = join(temporaryDirectory('files'), 'made later');
  const keys = async (): Promise<string[]> => {
    const found = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    const paths = found.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
    return paths.map((path) => path.slice(root.length + 1)).sort();
  };
  return { store: new LocalFileStore(root), keys };
}

async function inS3(): Promise<Kept> {
  s3 = await s3Server();
  const { id: keyId, secret } = s3.key;
  const config = { bucket: s3.bucket, endpoint: s3.url, region: 'eu-test-1', pathStyle: true, keyId };
  const store = createS3Store({ ...config, secret: new Secret(secret) }, temporaryDirectory('scratch'));
  return { store, keys: async () => [...s3.objects.keys()].sort() };
}

describe.each([
  ['a directory', local],
  ['an S3 bucket', inS3],
] as const)('a file store in %s', (_name, make) => {
  let kept: Kept;
  let store: FileStore;
  beforeAll(async () => {
    kept = await make();
    store = kept.store;
  });

  it('keeps what is put, and says its length and checksum', async () => {
    const content = randomBytes(100_000);
    const stored = await store.put('w/jobs/job_1/Tabelle ä (1).csv', Readable.from([content]));
    expect(stored).toEqual({ size: 100_000, sha256: sha256(content) });
    expect(await buffer(await store.open('w/jobs/job_1/Tabelle ä (1).csv'))).toEqual(content);
    expect([await store.size('w/jobs/job_1/Tabelle ä (1).csv'), await store.exists('w/other')]).toEqual([
      100_000,
      false,
    ]);
  });

  it('keeps an empty file', async () => {
    expect((await store.put('w/empty', Readable.from([]))).size).toBe(0);
    expect([await store.size('w/empty'), (await buffer(await store.open('w/empty'))).length]).toEqual([0, 0]);
  });

  it('gives a part: from, to, to the end', async () => {
    await store.put('w/letters', bytes('abcdefghij'));
    const part = async (start: number, end?: number): Promise<string> =>
      (await buffer(await store.open('w/letters', { start, end }))).toString();
    expect([await part(0, 0), await part(2, 4), await part(7)]).toEqual(['a', 'cde', 'hij']);
  });

  it('puts new content in place of the old, whole', async () => {
    await store.put('w/again', bytes('a longer first text'));
    await store.put('w/again', bytes('second'));
    expect((await buffer(await store.open('w/again'))).toString()).toBe('second');
  });

  it('keeps nothing of content that fails, is too long or is given up, and leaves what was there', async () => {
    await store.put('w/kept', bytes('before'));
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('cut off');
    }
    await expect(store.put('w/kept', failing())).rejects.toThrow('cut off');
    await expect(store.put('w/kept', bytes('too long'), { maxBytes: 7 })).rejects.toThrow(/larger than 7 bytes/);
    await expect(store.put('w/kept', bytes('x'), { signal: AbortSignal.abort(new Error('off')) })).rejects.toThrow(
      'off',
    );
    expect((await buffer(await store.open('w/kept'))).toString()).toBe('before');
    expect((await kept.keys()).filter((key) => /incoming/.test(key))).toEqual([]);
  });

  it('streams: memory does not grow with the file', async () => {
    const chunk = randomBytes(1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    async function* large(): AsyncGenerator<Uint8Array> {
      for (let count = 0; count < 96; count++) {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        yield Buffer.from(chunk);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    const discarding = store.put('w/large', large());
    expect((await discarding).size).toBe(96 * 1024 * 1024);
    if (store instanceof LocalFileStore) expect(most).toBeLessThan(64 * 1024 * 1024); // the S3 server of the test keeps it all
    await store.delete('w/large');
  }, 60_000);

  it('says that there is nothing', async () => {
    await expect(store.open('w/nothing')).rejects.toThrow(NotFoundError);
    await expect(store.fetch('w/nothing')).rejects.toThrow(NotFoundError);
    expect(await store.size('w/nothing')).toBeNull();
    await store.delete('w/nothing');
    await store.deletePrefix('w/no/directory');
  });

  it('removes a directory with all in it, and nothing beside it', async () => {
    for (let n = 0; n < 20; n++) await store.put(`d/jobs/job_1/${n}`, bytes('x'));
    await store.put('d/jobs/job_1/job_2/deep', bytes('x'));
    await store.put('d/jobs/job_10/beside', bytes('x'));
    await store.deletePrefix('d/jobs/job_1');
    expect((await kept.keys()).filter((key) => key.startsWith('d/'))).toEqual(['d/jobs/job_10/beside']);
    await store.delete('d/jobs/job_10/beside');
    expect((await kept.keys()).filter((key) => key.startsWith('d/'))).toEqual([]);
  });

  it('takes files of a working directory', async () => {
    const place = await store.workingDirectory('w/jobs/job_7');
    await writeFile(join(place.path, 'made.txt'), 'by a program');
    const stored = await store.commit(place.path, join(place.path, 'made.txt'), 'w/jobs/job_7/made.txt');
    expect(stored).toEqual({ size: 12, sha256: sha256(Buffer.from('by a program')) });
    await place.release();
    await place.release();
    expect((await buffer(await store.open('w/jobs/job_7/made.txt'))).toString()).toBe('by a program');
    await expect(store.commit(place.path, join(place.path, 'other'), 'w/jobs/job_7/other')).rejects.toThrow(
      NotFoundError,
    );
  });

  it('takes no link, no directory and nothing from elsewhere as a file of a working directory', async () => {
    const secret = join(temporaryDirectory('elsewhere'), 'secret');
    await writeFile(secret, 'secret');
    const { path } = await store.workingDirectory('w/jobs/job_8');
    await symlink(secret, join(path, 'link'));
    await symlink(join(secret, '..'), join(path, 'way'));
    await mkdir(join(path, 'directory'));
    for (const given of [join(path, 'link'), join(path, 'way', 'secret'), join(path, 'directory'), secret]) {
      await expect(store.commit(path, given, 'w/jobs/job_8/x')).rejects.toThrow(InvalidInputError);
    }
    expect(await store.exists('w/jobs/job_8/x')).toBe(false);
  });

  it('brings a file to this machine', async () => {
    await store.put('w/in.csv', bytes('a,b'));
    const place = await store.fetch('w/in.csv');
    expect([await readFile(place.path, 'utf8'), place.path.endsWith('in.csv')]).toEqual(['a,b', true]);
    await place.release();
    expect(await store.exists('w/in.csv')).toBe(true);
  });

  it.each(['../x', '/etc/passwd', 'w/../../x', 'w//x', 'w/.hidden', '', 'w/a\0b', 'w/a\\b', `w/${'x'.repeat(400)}`])(
    'refuses the key %j',
    async (key) => {
      await expect(store.put(key, bytes('x'))).rejects.toThrow(InvalidInputError);
      await expect(store.open(key)).rejects.toThrow(InvalidInputError);
      await expect(store.size(key)).rejects.toThrow(InvalidInputError);
      await expect(store.delete(key)).rejects.toThrow(InvalidInputError);
      await expect(store.deletePrefix(key)).rejects.toThrow(InvalidInputError);
      await expect(store.fetch(key)).rejects.toThrow(InvalidInputError);
    },
  );
});

describe('a file store in a directory', () => {
  it('follows no link that was put into it', async () => {
    const root = temporaryDirectory('files');
    const outside = temporaryDirectory('outside');
    const store = new LocalFileStore(root);
    await writeFile(join(outside, 'precious'), 'precious');
    await mkdir(join(root, 'w'));
    await symlink(outside, join(root, 'w', 'out'));
    await symlink(join(outside, 'precious'), join(root, 'w', 'file'));
    await expect(store.open('w/out/precious')).rejects.toThrow(InvalidInputError);
    await expect(store.open('w/file')).rejects.toThrow(InvalidInputError);
    await expect(store.put('w/out/new', bytes('x'))).rejects.toThrow(InvalidInputError);
    await expect(store.workingDirectory('w/out/deeper')).rejects.toThrow(InvalidInputError);
    await expect(store.delete('w/out/precious')).rejects.toThrow(InvalidInputError);
    await expect(store.deletePrefix('w/out/deeper')).rejects.toThrow(InvalidInputError);
    await store.deletePrefix('w');
    expect(await readdir(outside)).toEqual(['precious']);
  });

  it('sweeps away what interrupted writes left, once it is old', async () => {
    const root = temporaryDirectory('files');
    await mkdir(join(root, '.incoming'));
    for (const name of ['old', 'new']) await writeFile(join(root, '.incoming', name), 'x');
    await utimes(join(root, '.incoming', 'old'), 1_000, 1_000);
    await new LocalFileStore(root).sweep(new Date(Date.now() - 60_000));
    expect(await readdir(join(root, '.incoming'))).toEqual(['new']);
  });
});

describe('a file store in an S3 bucket', () => {
  it('refuses to go on with a wrong secret, and never says it', async () => {
    const store = createS3Store(
      {
        bucket: s3.bucket,
        endpoint: s3.url,
        region: 'x',
        pathStyle: true,
        keyId: s3.key.id,
        secret: new Secret('hunter2'),
      },
      temporaryDirectory('scratch'),
    );
    const error: unknown = await store.put('w/x', bytes('x')).catch((caught: unknown) => caught);
    expect(String(error)).toMatch(/refuses SESHAT_FILES_S3_SECRET/);
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  it('tries again what the store could not do at once, and says when it is away', async () => {
    const { store } = await inS3();
    s3.failNext(2);
    expect((await store.put('w/x', bytes('x'))).size).toBe(1);
    s3.failNext(20);
    await expect(store.size('w/x')).rejects.toThrow(UnavailableError);
  }, 30_000);

  it('sends large files in parts, and aborts what was cut off', async () => {
    const { store } = await inS3();
    async function* cut(): AsyncGenerator<Uint8Array> {
      for (let count = 0; count < 20; count++) yield randomBytes(1024 * 1024);
      throw new Error('cut off');
    }
    await expect(store.put('w/cut', cut())).rejects.toThrow('cut off');
    expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0]);
    const content = randomBytes(20 * 1024 * 1024);
    expect(await store.put('w/large', Readable.from([content]))).toEqual({
      size: content.length,
      sha256: sha256(content),
    });
    expect(s3.objects.get('w/large')?.equals(content)).toBe(true);
    expect(s3.requests.filter((one) => one.startsWith('PUT')).length).toBeGreaterThan(2);
  }, 30_000);

  it('leaves no copy behind, and sweeps away those of a process that died', async () => {
    const { key, url, bucket } = await s3Server();
    const scratch = temporaryDirectory('scratch');
    const config = { bucket, endpoint: url, region: 'x', pathStyle: true, keyId: key.id };
    const store = createS3Store({ ...config, secret: new Secret(key.secret) }, scratch);
    await store.put('w/x', bytes('x'));
    const place = await store.fetch('w/x');
    const directory = await store.workingDirectory('w/jobs/job_1');
    expect(await readdir(scratch)).toHaveLength(2);
    await Promise.all([place.release(), directory.release()]);
    expect(await readdir(scratch)).toEqual([]);
    const { path } = await store.workingDirectory('w/jobs/job_2');
    await utimes(path, 1_000, 1_000);
    await store.sweep(new Date(Date.now() - 60_000));
    expect(existsSync(path)).toBe(false);
  });
});
