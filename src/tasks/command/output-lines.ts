/** Of one line; the log takes no more. The rest of it is counted only. */
const MAX_LINE_BYTES = 4_000;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Lines out of bytes as they come: whatever comes, no more than one short line is held. A line ends with a line feed or a
 * carriage return (as of a progress bar); empty ones are passed over, and what is no UTF-8 is shown as such.
 */
export class OutputLines {
  private parts: Buffer[] = [];
  private kept = 0;
  private length = 0;

  /** The lines that are whole with this chunk. */
  *push(chunk: Buffer): Generator<string> {
    let start = 0;
    let feed = chunk.indexOf(LINE_FEED);
    let back = chunk.indexOf(CARRIAGE_RETURN);
    while (feed >= 0 || back >= 0) {
      const end = feed < 0 || (back >= 0 && back < feed) ? back : feed;
      this.take(chunk.subarray(start, end));
      if (this.length > 0) yield this.line();
      start = end + 1;
      if (end === feed) feed = chunk.indexOf(LINE_FEED, start);
      else back = chunk.indexOf(CARRIAGE_RETURN, start);
    }
    this.take(chunk.subarray(start));
  }

  /** The last line, if it was not ended. */
  *end(): Generator<string> {
    if (this.length > 0) yield this.line();
  }

  private take(bytes: Buffer): void {
    this.length += bytes.length;
    const room = MAX_LINE_BYTES - this.kept;
    if (room <= 0 || bytes.length === 0) return;
    const part = Buffer.from(bytes.subarray(0, room)); // a copy: it must not hold the whole chunk
    this.parts.push(part);
    this.kept += part.length;
  }

  private line(): string {
    const text = Buffer.concat(this.parts).toString('utf8');
    const note = this.length > this.kept ? ` … (${this.length} bytes in all)` : '';
    this.parts = [];
    this.kept = 0;
    this.length = 0;
    return note === '' ? text : text.replace(/�{1,3}$/, '') + note;
  }
}
