/** What is kept of one job's log. */
export interface LogLimits {
  readonly lines: number;
  readonly bytes: number;
  /** The first so many lines stay whatever comes after them. */
  readonly head: number;
}

export const LOG_LIMITS: LogLimits = { lines: 5_000, bytes: 2 * 1024 * 1024, head: 500 };

/**
 * Keeps the account of lines that stand in order: the first ones stay, of the others the newest that fit.
 * Holds what the caller gives it (a line, a number), never more than the limits.
 */
export class LogBound<T> {
  private readonly head: T[] = [];
  private tail: (T | undefined)[] = [];
  private tailSizes: number[] = [];
  private tailStart = 0;
  private bytes = 0;

  constructor(private readonly limits: LogLimits = LOG_LIMITS) {}

  /** Lines that are kept. */
  get length(): number {
    return this.head.length + this.tail.length - this.tailStart;
  }

  /** Adds a line of `bytes` bytes and answers those that have to go for it, oldest first. */
  add(line: T, bytes: number): T[] {
    this.bytes += bytes;
    if (this.head.length < this.limits.head) {
      this.head.push(line);
      return [];
    }
    this.tail.push(line);
    this.tailSizes.push(bytes);
    const dropped: T[] = [];
    while (
      this.tail.length - this.tailStart > 1 &&
      (this.length > this.limits.lines || this.bytes > this.limits.bytes)
    ) {
      dropped.push(this.tail[this.tailStart] as T);
      this.tail[this.tailStart] = undefined;
      this.bytes -= this.tailSizes[this.tailStart] ?? 0;
      this.tailStart++;
    }
    if (this.tailStart > this.limits.lines) this.compact();
    return dropped;
  }

  private compact(): void {
    this.tail = this.tail.slice(this.tailStart);
    this.tailSizes = this.tailSizes.slice(this.tailStart);
    this.tailStart = 0;
  }
}
