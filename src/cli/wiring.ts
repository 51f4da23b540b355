import type { INestApplicationContext } from '@nestjs/common';
import type { CatalogueConfig, Config } from '../config/config.js';
import type { LineSink } from '../http/log-lines.js';

/** A server that listens. */
export interface RunningServer {
  readonly app: INestApplicationContext;
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly address: string;
  /** Ends what runs (CONTRACT 10), then closes everything in order. */
  close(): Promise<void>;
}

/** What the command decides of a server's start. */
export interface ServerStart {
  /** Where log lines go; each is JSON. */
  readonly sink: LineSink;
  /** Done before the first request is answered; when it fails, so does the start. */
  prepare(app: INestApplicationContext): Promise<void>;
}

/** A process that runs jobs and serves nobody. */
export interface RunningWorker {
  readonly app: INestApplicationContext;
  /** Ends what runs (CONTRACT 10), then closes everything in order. */
  close(): Promise<void>;
}

export type WorkerStart = Pick<ServerStart, 'sink'>;

/** How a command opens the catalogue by itself. */
export interface CatalogueOpening {
  /** Whether jobs are run; a command that only writes a row leaves them to the server. */
  readonly work: boolean;
  /** Whether an embedded catalogue that is not there is made. */
  readonly make: boolean;
}

/** What the entry point knows and commands do not: how the application is made. Loaded only when it is called. */
export interface Wiring {
  /** @throws DomainError when the data directory, the key, the catalogue or the port cannot be used */
  startServer(config: Config, start: ServerStart): Promise<RunningServer>;
  /** @throws DomainError when the key or the catalogue cannot be used */
  startWorker(config: Config, start: WorkerStart): Promise<RunningWorker>;
  /** The application without its edges. @throws as `startServer` */
  openCatalogue(config: Config, opening: CatalogueOpening): Promise<INestApplicationContext>;
  /**
   * Copies every row of a catalogue into an empty one; told of each table. Answers how many rows there were.
   * @throws DomainError when one cannot be reached, is not empty or not up to date
   */
  copyCatalogue(
    from: CatalogueConfig,
    to: CatalogueConfig,
    watch: (table: string, rows: number) => void,
  ): Promise<number>;
}
