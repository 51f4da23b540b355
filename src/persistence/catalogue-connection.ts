import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { UnavailableError } from '../common/errors.js';
import { migrate } from './migration/migrate.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** Opens the catalogue and brings its schema up to date; a server that is away is tried again until it is there. */
export class CatalogueConnection {
  readonly #stopped = new AbortController();
  #ready: Promise<void> | undefined;
  #isReady = false;

  constructor(private readonly source: DataSource) {}

  /**
   * Tries once; goes on in the background when the server is away.
   * @throws DomainError or driver error when it is there but cannot be used: wrong password, newer catalogue
   */
  async open(): Promise<void> {
    if (this.#ready) return;
    try {
      await this.#try();
      this.#ready = Promise.resolve();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      this.#ready = this.#tryAgain();
      // Whoever waits sees the failure; nobody has to.
      this.#ready.catch(() => undefined);
    }
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Resolves once the catalogue is open and up to date; rejects when it turned out to be unusable, or at {@link close}. */
  async whenReady(): Promise<void> {
    await this.open();
    await this.#ready;
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#ready?.catch(() => undefined);
    this.#isReady = false;
    if (this.source.isInitialized) await this.source.destroy();
  }

  async #try(): Promise<void> {
    if (!this.source.isInitialized) await this.source.initialize();
    await migrate(this.source);
    this.#isReady = true;
  }

  async #tryAgain(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await delay(pause, undefined, { signal: this.#stopped.signal });
      try {
        return await this.#try();
      } catch (error) {
        if (error instanceof UnavailableError) continue;
        this.source.logger.log('warn', `The catalogue cannot be used: ${error instanceof Error ? error.message : ''}`);
        throw error;
      }
    }
  }
}
