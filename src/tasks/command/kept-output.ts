import { open, rm, type FileHandle } from 'node:fs/promises';
import { escapeUnseen } from '../../common/text.js';

/** What is shown of a stream beside the file: its newest bytes. */
const TAIL_BYTES = 16 * 1024;

/** One output stream of a program as a file, its first bytes up to a limit, and its last ones in memory. */
export class KeptOutput {
  /** Bytes that came. */
  length = 0;
  private written = 0;
  private closed = false;
  private tail = Buffer.alloc(0);

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly maxBytes: number,
  ) {}

  /** Begins the file anew, never through a link. */
  static async open(path: string, maxBytes: number): Promise<KeptOutput> {
    await rm(path, { force: true });
    return new KeptOutput(path, await open(path, 'wx', 0o600), maxBytes);
  }

  async write(bytes: Buffer): Promise<void> {
    this.length += bytes.length;
    const last = bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES));
    this.tail = Buffer.concat([this.tail, last]).subarray(-TAIL_BYTES);
    const first = bytes.subarray(0, this.maxBytes - this.written);
    this.written += first.length;
    if (first.length > 0) await this.file.writeFile(first);
  }

  /** Ends the file with a mark where something is missing; one into which nothing came is removed. May be repeated. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    try {
      const missing = this.length - this.written;
      if (missing > 0) await this.file.writeFile(`\n[${missing} more bytes were not kept]\n`);
    } finally {
      await this.file.close();
    }
    if (this.length === 0) await rm(this.path, { force: true });
  }

  /** The newest text, at most so many bytes, beginning with a whole line where there is one; nothing unseen is in it. */
  text(maxBytes = TAIL_BYTES): string {
    let bytes = this.tail.subarray(-maxBytes);
    if (this.length > bytes.length) bytes = bytes.subarray(bytes.subarray(0, -1).indexOf(0x0a) + 1);
    return escapeUnseen(bytes.toString('utf8').replaceAll('\r\n', '\n'));
  }
}
