import type { ReferentialAction, SnapshotForeignKey } from '../../common/snapshot.js';
import type { TableDdl } from './sqlite.ddl.js';
import type { ForeignKeyRow, ObjectRow } from './sqlite.queries.js';
import { MAIN, sameNames } from './sqlite.rows.js';
import { foldName } from './sqlite.tokens.js';

/** What is to be known of a key's target: its columns and its primary key. */
export interface Target {
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
}

/**
 * The foreign keys of a file and what their targets are called. SQLite keeps targets as they were written: in another
 * case than the table's own, without columns (then the primary key is meant), or naming a table that does not exist.
 */
export class ForeignKeys {
  readonly #rows = new Map<number, ForeignKeyRow[]>();
  readonly #objects = new Map<string, ObjectRow>();
  readonly #targets = new Map<number, Target>();
  readonly #wanted = new Set<number>();
  #count = 0;

  constructor(rows: readonly ForeignKeyRow[], objects: readonly ObjectRow[]) {
    for (const object of objects) this.#objects.set(foldName(object[1]), object);
    for (const row of rows) {
      const own = this.#rows.get(row[0]);
      if (own) own.push(row);
      else this.#rows.set(row[0], [row]);
      const target = this.#objects.get(foldName(row[2]));
      if (target) this.#wanted.add(target[0]);
    }
  }

  /** Keys handed out so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Targets whose columns are needed before they are streamed, or that are not streamed at all.
   * @param streamed rowids of the tables that will be made known in their order
   */
  targetsAhead(streamed: ReadonlySet<number>): ObjectRow[] {
    const ahead = new Map<number, ObjectRow>();
    for (const [rowid, rows] of this.#rows) {
      for (const row of rows) {
        const target = this.#objects.get(foldName(row[2]));
        if (target && (target[0] > rowid || !streamed.has(target[0]))) ahead.set(target[0], target);
      }
    }
    return [...ahead.values()];
  }

  /** Takes note of a table's columns if any key refers to it. */
  know(rowid: number, target: Target): void {
    if (this.#wanted.has(rowid)) this.#targets.set(rowid, target);
  }

  /** A table's keys in the order of their declaration; the table's targets must be known. */
  of(rowid: number, ddl: TableDdl): SnapshotForeignKey[] {
    const byId = new Map<number, ForeignKeyRow[]>();
    for (const row of this.#rows.get(rowid) ?? []) {
      const own = byId.get(row[1]);
      if (own) own.push(row);
      else byId.set(row[1], [row]);
    }
    this.#rows.delete(rowid);
    this.#count += byId.size;
    const keys = [...byId.values()].sort(([a], [b]) => (b?.[1] ?? 0) - (a?.[1] ?? 0)); // ids count backwards
    return keys.map((rows, index) => this.#key(rows, ddl.foreignKeys.length === keys.length ? index : -1, ddl));
  }

  #key(rows: readonly ForeignKeyRow[], declared: number, ddl: TableDdl): SnapshotForeignKey {
    const [, , table, , , onUpdate, onDelete] = rows[0] as ForeignKeyRow;
    const columns = rows.map(([, , , from]) => from);
    const object = this.#objects.get(foldName(table));
    const target = object && this.#targets.get(object[0]);
    const written = ddl.foreignKeys[declared];
    const text = written && sameNames(written.columns, columns) ? written : undefined; // else the pragma is right
    return {
      name: text?.name ?? null,
      columns,
      refSchema: MAIN,
      refTable: object?.[1] ?? table,
      refColumns: rows.map(([, , , , to], index) => columnOf(target, to, index)),
      onUpdate: onUpdate as ReferentialAction,
      onDelete: onDelete as ReferentialAction,
      deferrable: text?.deferrable ?? false,
    };
  }
}

/** The target's own spelling of a column; empty where none is named and there is no key to stand for it. */
function columnOf(target: Target | undefined, written: string | null, index: number): string {
  if (written === null) return target?.primaryKey[index] ?? '';
  if (!target || target.columns.includes(written)) return written;
  return target.columns.find((name) => foldName(name) === foldName(written)) ?? written;
}
