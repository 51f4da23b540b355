import { createHash } from 'node:crypto';
import { DomainError } from '../../common/errors.js';
import type { PutOptions, StoredContent } from './file-store.js';

/** Measures content while it passes through. */
export class Measured {
  private readonly hash = createHash('sha256');
  private length = 0;

  constructor(private readonly options: PutOptions = {}) {}

  /** The same chunks; ends with what {@link result} then says. @throws DomainError `file-too-large` */
  async *pass(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { maxBytes = Infinity, signal } = this.options;
    for await (const chunk of content) {
      signal?.throwIfAborted();
      this.length += chunk.byteLength;
      if (this.length > maxBytes) throw tooLarge(maxBytes);
      this.hash.update(chunk);
      yield chunk;
    }
  }

  /** Once, when all has passed. */
  result(): StoredContent {
    return { size: this.length, sha256: this.hash.digest('hex') };
  }
}

/** Measures content that stays where it is. */
export async function measure(content: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<StoredContent> {
  const measured = new Measured(options);
  for await (const _chunk of measured.pass(content));
  return measured.result();
}

function tooLarge(maxBytes: number): DomainError {
  const mebibytes = Math.floor(maxBytes / 1024 / 1024);
  const most = mebibytes > 0 ? `${mebibytes} MiB` : `${maxBytes} bytes`;
  return new DomainError('file-too-large', `The file is larger than ${most}, the most there may be.`);
}
