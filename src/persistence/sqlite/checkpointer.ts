import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Small commits are gathered: one checkpoint for all of a second. */
const PAUSE_MS = 1000;
/** A commit of so many rows is followed by a checkpoint at once. */
const MANY_CHANGES = 2000;

/**
 * Plain text, because a worker must start the same from TypeScript under test and from the build. PASSIVE waits for
 * nobody; what a reader still needs is left for the next time.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const Database = require(workerData.driver);
const database = new Database(workerData.path, { timeout: 0, fileMustExist: true });
parentPort.on('message', (message) => {
  if (message === 'end') {
    database.close();
    parentPort.close();
    return;
  }
  try {
    const [{ log, checkpointed }] = database.pragma('wal_checkpoint(PASSIVE)');
    parentPort.postMessage(log === checkpointed);
  } catch {
    parentPort.postMessage(false);
  }
});
`;

/**
 * Moves commits from the write-ahead log into the file, in a thread of its own: SQLite's own checkpoint runs inside the
 * COMMIT that crosses the limit and stops the event loop for most of a publish (75 ms against 23–35). Called after
 * every commit it also keeps the log from growing without bound.
 */
export class Checkpointer {
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #again = false;
  #closed = false;

  constructor(private readonly path: string) {}

  /** Says that a commit has happened, and how many rows it changed. */
  committed(changes: number): void {
    if (changes >= MANY_CHANGES) this.#run();
    else this.#timer ??= setTimeout(() => this.#run(), PAUSE_MS).unref();
  }

  /** Ends the thread; a checkpoint that runs is finished first. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage('end');
    await ended;
  }

  #run(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    this.#worker ??= this.#start();
    this.#worker.postMessage('checkpoint');
  }

  #start(): Worker {
    const driver = createRequire(import.meta.url).resolve('better-sqlite3');
    const worker = new Worker(PROGRAM, { eval: true, workerData: { driver, path: this.path } });
    worker.on('message', (complete: boolean) => this.#done(complete));
    // Without the thread the log only grows until the next start, so a failure is no reason to stop.
    worker.on('error', () => this.#done(true));
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    worker.unref();
    return worker;
  }

  #done(complete: boolean): void {
    this.#running = false;
    const again = this.#again || !complete;
    this.#again = false;
    if (again && !this.#closed) this.#timer ??= setTimeout(() => this.#run(), PAUSE_MS).unref();
  }
}
