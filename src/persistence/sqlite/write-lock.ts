import { UnavailableError } from '../../common/errors.js';

/** Long enough for the longest publish, short enough that a mistake is seen. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** The right to write, until released. */
export interface Turn {
  release(): void;
}

interface Waiter {
  readonly grant: (turn: Turn) => void;
}

/** One writer at a time, in the order of asking. */
export class WriteLock {
  #held = false;
  readonly #queue: Waiter[] = [];

  constructor(private readonly timeoutMs: number = DEFAULT_TIMEOUT_MS) {}

  /** @throws UnavailableError `catalogue-busy` when no turn comes in time */
  acquire(): Promise<Turn> {
    if (!this.#held) {
      this.#held = true;
      return Promise.resolve(this.#turn());
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        grant: (turn) => {
          clearTimeout(timer);
          resolve(turn);
        },
      };
      const timer = setTimeout(() => {
        this.#queue.splice(this.#queue.indexOf(waiter), 1);
        reject(busy(this.timeoutMs));
      }, this.timeoutMs);
      this.#queue.push(waiter);
    });
  }

  #turn(): Turn {
    let released = false;
    return {
      release: () => {
        if (released) return;
        released = true;
        const next = this.#queue.shift();
        if (next) next.grant(this.#turn());
        else this.#held = false;
      },
    };
  }
}

/** What a writer is told that waited in vain. */
export function busy(waitedMs: number): UnavailableError {
  const seconds = Math.round(waitedMs / 1000);
  return new UnavailableError('catalogue-busy', `The catalogue was busy for ${seconds} s. Try again in a moment.`);
}
