import type { ChildProcess } from 'node:child_process';
import { SourceError } from '../common/errors.js';
import type { StopMessage } from './protocol.js';

/** How long a child may take; milliseconds. */
export interface ChildDeadlines {
  /** From its start until the source is open. */
  readonly openMs: number;
  /** Without a line, once the source is open. */
  readonly idleMs: number;
  /** From the request to stop until SIGKILL. */
  readonly killMs: number;
}

/** A parent that was itself frozen looks again before it blames the child. */
const SECOND_LOOK_MS = 500;
/** What a child that has said all may take to close its connection and end. */
const FAREWELL_MS = 2000;

/** Keeps the deadlines of a running child: stops it gently where it can listen, kills it where it cannot. */
export class ChildWatch {
  /** Why the child was ended by us; undefined while it was not. */
  reason: unknown = undefined;
  /** Whether it had said all, and was killed because it did not go: closing its connection may take for ever. */
  dismissed = false;
  #cancelToken: string | null = null;
  #open = false;
  #beats = 0;
  #timer: NodeJS.Timeout;
  readonly #others: NodeJS.Timeout[] = [];
  #cancelling: Promise<void> = Promise.resolve();

  constructor(
    private readonly child: ChildProcess,
    private readonly deadlines: ChildDeadlines,
    private readonly place: string,
    private readonly cancelElsewhere: (token: string) => Promise<void>,
  ) {
    this.#timer = setTimeout(() => this.#late(), deadlines.openMs);
    child.once('exit', () => this.#clear());
    child.once('error', () => this.#clear());
  }

  /** The child has said something. */
  alive(): void {
    this.#beats++;
    this.#timer.refresh();
  }

  /** The source is open; from now on silence counts. */
  opened(cancelToken: string | null): void {
    this.#cancelToken = cancelToken;
    this.#open = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#late(), this.deadlines.idleMs);
    if (this.reason !== undefined) this.#endQuery();
  }

  /** Ends the child: by a word, so that it ends its query on the source too, else by SIGKILL when that takes too long. */
  stop(reason: unknown): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    // Nothing runs on the source yet, or killing the child is what ends it there.
    if (!this.#open || this.#cancelToken === null) this.child.kill('SIGKILL');
    else this.#endQuery();
  }

  kill(reason: unknown): void {
    this.reason ??= reason;
    this.child.kill('SIGKILL');
  }

  /** The lines are closed: the process has to go. */
  expectExit(): void {
    clearTimeout(this.#timer);
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const dismiss = (): void => {
      this.dismissed = true;
      this.child.kill('SIGKILL');
    };
    this.#others.push(setTimeout(dismiss, FAREWELL_MS));
  }

  /** Resolves when nothing that this watch has started still runs. */
  async settled(): Promise<void> {
    this.#clear();
    await this.#cancelling;
  }

  #endQuery(): void {
    const token = this.#cancelToken;
    const { killMs } = this.deadlines;
    this.child.send({ kind: 'stop' } satisfies StopMessage, () => undefined);
    const elsewhere = (): void => {
      if (token !== null) this.#cancelling = this.cancelElsewhere(token).catch(() => undefined);
    };
    this.#others.push(setTimeout(elsewhere, killMs / 2));
    this.#others.push(setTimeout(() => this.child.kill('SIGKILL'), killMs));
  }

  #late(): void {
    const beats = this.#beats;
    this.#others.push(
      setTimeout(() => {
        if (this.#beats !== beats) return;
        const seconds = (ms: number): number => Math.round(ms / 1000);
        const what = this.#open
          ? `stopped answering in the middle of the read (nothing for ${seconds(this.deadlines.idleMs)} s)`
          : `could not be opened within ${seconds(this.deadlines.openMs)} s`;
        this.stop(new SourceError('timeout', `${this.place} ${what}. Check its load and the network, then try again.`));
      }, SECOND_LOOK_MS),
    );
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#others.forEach(clearTimeout);
  }
}
