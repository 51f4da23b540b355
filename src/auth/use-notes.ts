import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/**
 * Notes that a session or a token was used, beside the request: it must neither wait for a writer of the embedded
 * catalogue nor fail when the catalogue is busy. A note that is lost is written at the next use.
 */
@Injectable()
export class UseNotes implements BeforeApplicationShutdown {
  private readonly pending = new Map<string, Promise<void>>();

  /** Begins the write unless one for the key is under way. */
  note(key: string, write: () => Promise<void>): void {
    if (this.pending.has(key)) return;
    const written = write().catch(() => undefined);
    this.pending.set(key, written.then(() => void this.pending.delete(key))); // prettier-ignore
  }

  /** Resolves when all that was begun is written. */
  async settled(): Promise<void> {
    await Promise.all(this.pending.values());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.settled();
  }
}
