import type { Readable } from 'node:stream';

/** What was stored: its length in bytes, and its SHA-256 in 64 lower-case hexadecimal digits. */
export interface StoredContent {
  readonly size: number;
  readonly sha256: string;
}

export interface PutOptions {
  /** Longer content is refused, and nothing of it is kept. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** Which bytes of a file, both ends included; without `end` up to its last. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

/** A path on this machine that is used for a while. */
export interface LocalPlace {
  /** Absolute. */
  readonly path: string;
  /** Says that it is used no more; what was only copied here for the use is removed. Never rejects, may be repeated. */
  release(): Promise<void>;
}

/**
 * Where the bytes of files lie. A key is a path with forward slashes, such as `sales-0123456789ab/jobs/job_1/tables.csv`,
 * whose first part is a workspace's directory; every part is a name that {@link isSafeName} allows.
 * Everything streams: memory does not grow with the files. All methods throw InvalidInputError for a key that is none.
 */
export abstract class FileStore {
  /**
   * Stores content under the key, in place of what was there; others see all of it or nothing.
   * @throws DomainError `file-too-large`, or whatever the content fails with
   */
  abstract put(key: string, content: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<StoredContent>;

  /** The content, or a part of it. @throws NotFoundError */
  abstract open(key: string, range?: ByteRange): Promise<Readable>;

  /** The length of the content in bytes; null when there is none. */
  abstract size(key: string): Promise<number | null>;

  /** Whether there is content under the key. */
  async exists(key: string): Promise<boolean> {
    return (await this.size(key)) !== null;
  }

  /** Removes the content; nothing happens when there is none. */
  abstract delete(key: string): Promise<void>;

  /** Removes everything below a directory, such as `sales-0123456789ab/jobs/job_1`, and the directory. */
  abstract deletePrefix(prefix: string): Promise<void>;

  /** A directory on this machine whose files can be committed under the prefix. It is made if need be. */
  abstract workingDirectory(prefix: string): Promise<LocalPlace>;

  /**
   * Stores a regular file of a working directory, never what a link leads to.
   * @param directory what {@link workingDirectory} gave; the file must lie in it
   * @throws InvalidInputError when it is a link, no plain file or outside, NotFoundError
   */
  abstract commit(directory: string, localPath: string, key: string, options?: PutOptions): Promise<StoredContent>;

  /** The content as a file on this machine, to be read only. @throws NotFoundError */
  abstract fetch(key: string): Promise<LocalPlace>;

  /** Removes what interrupted writes left behind before that instant; it was never visible under any key. */
  abstract sweep(before: Date): Promise<void>;

  /** Lets go of connections; called when the process stops. */
  async onModuleDestroy(): Promise<void> {}
}
