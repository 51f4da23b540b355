import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { NotFoundError } from '../../../common/errors.js';
import { FileStore, type ByteRange, type LocalPlace, type PutOptions, type StoredContent } from '../file-store.js';
import { openInside } from '../inside.js';
import { Measured } from '../measured.js';
import { keyParts } from '../safe-name.js';
import type { Scratch } from '../scratch.js';
import { explained, isNoSuchKey } from './s3-errors.js';
import { openUploads } from './s3-uploads.js';

/** Parts of a large file; so many of them are in memory at once. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
/** Requests side by side while a directory is removed. Single ones: every S3-compatible store takes them. */
const DELETES_AT_ONCE = 8;

/** Files in a bucket of an S3-compatible store. What programs work on is copied to a directory of this machine. */
export class S3FileStore extends FileStore {
  /** @param scratch where copies are kept while they are used */
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly scratch: Scratch,
  ) {
    super();
  }

  async put(key: string, content: AsyncIterable<Uint8Array>, options: PutOptions = {}): Promise<StoredContent> {
    const measured = new Measured(options);
    const upload = new Upload({
      client: this.client,
      params: { ...this.at(key), Body: Readable.from(measured.pass(content)), ContentType: 'application/octet-stream' },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    });
    const abort = (): void => void upload.abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    try {
      await explained(() => upload.done());
    } catch (error) {
      options.signal?.throwIfAborted();
      throw error;
    } finally {
      options.signal?.removeEventListener('abort', abort);
    }
    return measured.result();
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const Range = range && `bytes=${range.start}-${range.end ?? ''}`;
    const { Body } = await this.ofKey(key, () =>
      this.client.send(new GetObjectCommand({ ...this.at(key), ...(Range && { Range }) })),
    );
    return Body as Readable;
  }

  async size(key: string): Promise<number | null> {
    const at = this.at(key);
    try {
      return (await explained(() => this.client.send(new HeadObjectCommand(at)))).ContentLength ?? 0;
    } catch (error) {
      if (isNoSuchKey(error)) return null;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    const at = this.at(key);
    await explained(() => this.client.send(new DeleteObjectCommand(at)));
  }

  async deletePrefix(prefix: string): Promise<void> {
    const Prefix = `${keyParts(prefix).join('/')}/`;
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix });
    await explained(async () => {
      for await (const { Contents = [] } of pages) {
        const keys = Contents.flatMap(({ Key }) => Key ?? []);
        while (keys.length > 0) await Promise.all(keys.splice(0, DELETES_AT_ONCE).map((Key) => this.remove(Key)));
      }
    });
  }

  async workingDirectory(): Promise<LocalPlace> {
    return this.scratch.directory();
  }

  async commit(directory: string, localPath: string, key: string, options?: PutOptions): Promise<StoredContent> {
    const handle = await openInside(directory, localPath, basename(localPath));
    return this.put(key, handle.createReadStream(), options);
  }

  async fetch(key: string): Promise<LocalPlace> {
    const content = await this.open(key);
    const place = await this.scratch.directory();
    const path = join(place.path, keyParts(key).at(-1) ?? randomUUID());
    try {
      await pipeline(content, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    } catch (error) {
      await place.release();
      throw error;
    }
    return { path, release: place.release };
  }

  async sweep(before: Date): Promise<void> {
    await this.scratch.sweep(before);
    await explained(async () => {
      for await (const { Key, UploadId, Initiated } of openUploads(this.client, this.bucket)) {
        if (Initiated === undefined || Initiated >= before) continue;
        await this.client.send(new AbortMultipartUploadCommand({ Bucket: this.bucket, Key, UploadId }));
      }
    });
  }

  override async onModuleDestroy(): Promise<void> {
    this.client.destroy();
  }

  private at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.bucket, Key: keyParts(key).join('/') };
  }

  private async remove(Key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key }));
  }

  private async ofKey<T>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await explained(work);
    } catch (error) {
      if (isNoSuchKey(error)) throw new NotFoundError('file', key, { cause: error });
      throw error;
    }
  }
}
