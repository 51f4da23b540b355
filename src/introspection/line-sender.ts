import { Socket } from 'node:net';

/** Lines are gathered to chunks of about this many characters: fewer writes, and the parent wakes less often. */
const CHUNK = 32 * 1024;

/** Writes lines to an inherited descriptor and holds the writer back while the other side does not read. */
export class LineSender {
  readonly #socket: Socket;
  #waiting = '';

  constructor(fd: number) {
    this.#socket = new Socket({ fd, readable: false, writable: true });
    // The parent is gone or reads no more: there is nobody to tell.
    this.#socket.on('error', () => process.exit(75));
  }

  /** Resolves when more may be sent; nothing to wait for while the line fits the chunk. */
  send(line: string): void | Promise<void> {
    this.#waiting += line;
    if (this.#waiting.length >= CHUNK) return this.flush();
  }

  flush(): void | Promise<void> {
    if (this.#waiting === '') return;
    const chunk = this.#waiting;
    this.#waiting = '';
    if (!this.#socket.write(chunk)) return new Promise((resolve) => this.#socket.once('drain', () => resolve()));
  }

  async close(): Promise<void> {
    await this.flush();
    await new Promise<void>((resolve) => this.#socket.end(() => resolve()));
  }
}
