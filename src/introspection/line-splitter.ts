import { SourceError } from '../common/errors.js';

const LINE_END = 10;

/** Cuts a stream of bytes into lines of text, by line feeds only, whatever other line ends the text holds. */
export class LineSplitter {
  #parts: Buffer[] = [];
  #total = 0;

  /** @param limit bytes of the whole stream, after which `push` throws */
  constructor(private readonly limit: number) {}

  /** Bytes after the last line end so far. */
  get rest(): number {
    return this.#parts.reduce((sum, part) => sum + part.length, 0);
  }

  /** The lines that are whole now, without their ends. @throws SourceError beyond the limit */
  *push(chunk: Buffer): Generator<string> {
    this.#total += chunk.length;
    if (this.#total > this.limit) {
      const megabytes = Math.round(this.limit / 1024 / 1024);
      throw new SourceError(
        'other',
        `The structure of this source is larger than ${megabytes} MB. Narrow the scope by schemas or patterns.`,
      );
    }
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
      const part = chunk.subarray(start, end);
      yield this.#parts.length === 0 ? part.toString('utf8') : Buffer.concat([...this.#parts, part]).toString('utf8');
      this.#parts = [];
      start = end + 1;
    }
    if (start < chunk.length) this.#parts.push(chunk.subarray(start));
  }
}
