/** A row that begins with the rowid of its table. */
type Row = readonly [rowid: number, ...rest: unknown[]];

/** Rows taken from SQLite at once: streams that take turns row by row drive each other out of the processor's caches. */
const AHEAD = 250;

/** A stream of rows in rowid order, taken table by table: several such streams are merged without holding any. */
export class GroupedRows<T extends Row> {
  #ahead: T[] = [];
  #at = 0;

  constructor(private readonly rows: IterableIterator<T>) {}

  /** The rows of a table; rows of tables before it are passed over. */
  take(rowid: number): T[] {
    const taken: T[] = [];
    for (let row = this.#peek(); row !== undefined && row[0] <= rowid; row = this.#peek()) {
      if (row[0] === rowid) taken.push(row);
      this.#at++;
    }
    return taken;
  }

  close(): void {
    this.rows.return?.();
  }

  #peek(): T | undefined {
    if (this.#at === this.#ahead.length) {
      this.#ahead = [];
      this.#at = 0;
      for (let next; this.#ahead.length < AHEAD && !(next = this.rows.next()).done;) this.#ahead.push(next.value);
    }
    return this.#ahead[this.#at];
  }
}
