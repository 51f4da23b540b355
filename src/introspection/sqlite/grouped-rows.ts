/** A row that begins with the rowid of its table. */
type Row = readonly [rowid: number, ...rest: unknown[]];

/** A stream of rows in rowid order, taken table by table: several such streams are merged without holding any. */
export class GroupedRows<T extends Row> {
  #next: IteratorResult<T>;

  constructor(private readonly rows: IterableIterator<T>) {
    this.#next = rows.next();
  }

  /** The rows of a table; rows of tables before it are passed over. */
  take(rowid: number): T[] {
    const taken: T[] = [];
    while (!this.#next.done && this.#next.value[0] <= rowid) {
      if (this.#next.value[0] === rowid) taken.push(this.#next.value);
      this.#next = this.rows.next();
    }
    return taken;
  }

  close(): void {
    this.rows.return?.();
  }
}
