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

/** A key as the pragma tells it, its target under the names that this has itself. */
export type ResolvedKey = Omit<SnapshotForeignKey, 'name' | 'deferrable'>;

/**
 * The foreign keys of a file and what their targets are called. SQLite keeps targets as they were written: in another
 * case than the table's own, without columns (then the primary key is meant), or naming a table that does not exist.
 */
export class ForeignKeys {
  readonly #rows = new Map<number, ForeignKeyRow[]>();
  readonly #objects = new Map<string, ObjectRow>();
  readonly #targets = new Map<number, Target>();
  /** By the target as it is written; null where there is none of that name. */
  readonly #resolved = new Map<string, ObjectRow | null>();
  readonly #wanted = new Set<number>();
  #count = 0;

  constructor(rows: readonly ForeignKeyRow[], objects: readonly ObjectRow[]) {
    for (const object of objects) this.#objects.set(foldName(object[1]), object);
    let own: ForeignKeyRow[] = [];
    let rowid = -1;
    for (const row of rows) {
      if (row[0] !== rowid) {
        rowid = row[0];
        own = [];
        this.#rows.set(rowid, own);
      }
      own.push(row);
      const target = this.#resolve(row[2]);
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
        const target = this.#resolve(row[2]);
        if (target && (target[0] > rowid || !streamed.has(target[0]))) ahead.set(target[0], target);
      }
    }
    return [...ahead.values()];
  }

  /** Whether any key refers to it and its columns are not known yet. */
  wants(rowid: number): boolean {
    return this.#wanted.has(rowid) && !this.#targets.has(rowid);
  }

  /** Takes note of a target's columns. */
  know(rowid: number, target: Target): void {
    this.#targets.set(rowid, target);
  }

  /** A table's keys in the order of their declaration, to be asked for once; the table's targets must be known. */
  of(rowid: number): ResolvedKey[] {
    const rows = this.#rows.get(rowid);
    if (!rows) return [];
    this.#rows.delete(rowid);
    const keys: ForeignKeyRow[][] = [];
    for (const row of rows) {
      const last = keys.at(-1);
      if (last?.[0]?.[1] === row[1]) last.push(row);
      else keys.push([row]);
    }
    keys.reverse(); // ids count backwards
    this.#count += keys.length;
    return keys.map((pairs) => this.#key(pairs));
  }

  #resolve(written: string): ObjectRow | null {
    let object = this.#resolved.get(written);
    if (object === undefined) {
      object = this.#objects.get(foldName(written)) ?? null;
      this.#resolved.set(written, object);
    }
    return object;
  }

  #key(rows: readonly ForeignKeyRow[]): ResolvedKey {
    const [, , table, , , onUpdate, onDelete] = rows[0] as ForeignKeyRow;
    const object = this.#resolve(table);
    const target = object ? this.#targets.get(object[0]) : undefined;
    return {
      columns: rows.map((row) => row[3]),
      refSchema: MAIN,
      refTable: object?.[1] ?? table,
      refColumns: rows.map((row, index) => columnOf(target, row[4], index)),
      onUpdate: onUpdate as ReferentialAction,
      onDelete: onDelete as ReferentialAction,
    };
  }
}

/** Keys with what only the text tells of them: how they are called, and when they are checked. */
export function namedKeys(keys: readonly ResolvedKey[], ddl: TableDdl): SnapshotForeignKey[] {
  const isDeclared = ddl.foreignKeys.length === keys.length;
  return keys.map((key, index) => {
    const written = isDeclared ? ddl.foreignKeys[index] : undefined;
    const text = written && sameNames(written.columns, key.columns) ? written : undefined; // else the pragma is right
    return { ...key, name: text?.name ?? null, deferrable: text?.deferrable ?? false };
  });
}

/** The target's own spelling of a column; empty where none is named and there is no key to stand for it. */
function columnOf(target: Target | undefined, written: string | null, index: number): string {
  if (written === null) return target?.primaryKey[index] ?? '';
  if (!target || target.columns.includes(written)) return written;
  return target.columns.find((name) => foldName(name) === foldName(written)) ?? written;
}
