import { createHash } from 'node:crypto';
import type { DiffInput, DiffScope } from '../../src/catalogue/diff/diff-types.js';
import {
  tableKey,
  type SnapshotColumn,
  type SnapshotEntry,
  type SnapshotForeignKey,
  type SnapshotIndex,
  type SnapshotTable,
} from '../../src/common/snapshot.js';

/** Snapshots by hand: what a reader would have sent, without one. */

export type ColumnSpec = Partial<SnapshotColumn> & { readonly name: string };

/** A column; its place is given by the table. */
export function column(name: string, type = 'integer', more: Partial<SnapshotColumn> = {}): ColumnSpec {
  return { name, type, ...more };
}

/** A foreign key to a table of the schema `main` unless it says otherwise. */
export function foreignKey(
  name: string | null,
  columns: readonly string[],
  refTable: string,
  refColumns: readonly string[],
  more: Partial<SnapshotForeignKey> = {},
): SnapshotForeignKey {
  const actions = { onUpdate: 'NO ACTION', onDelete: 'NO ACTION', deferrable: false } as const;
  return { name, columns, refSchema: 'main', refTable, refColumns, ...actions, ...more };
}

/** An index over columns. */
export function index(name: string, columns: readonly string[], more: Partial<SnapshotIndex> = {}): SnapshotIndex {
  const parts = columns.map((part) => ({ column: part, expression: null, descending: false }));
  return { name, unique: false, primary: false, parts, method: 'btree', predicate: null, ...more };
}

export type TableSpec = Partial<Omit<SnapshotTable, 'columns' | 'name'>> & {
  /** A name alone is an integer column. */
  readonly columns?: readonly (string | ColumnSpec)[];
};

/** A table of the schema `main` unless it says otherwise. */
export function table(name: string, spec: TableSpec = {}): SnapshotTable {
  const columns = (spec.columns ?? ['id']).map((one) => (typeof one === 'string' ? column(one) : one));
  return {
    schema: 'main',
    kind: 'table',
    comment: null,
    definition: null,
    primaryKey: [],
    primaryKeyName: null,
    uniques: [],
    checks: [],
    indexes: [],
    foreignKeys: [],
    partitions: 0,
    problem: null,
    ...spec,
    name,
    columns: columns.map((one, at) => ({
      type: 'integer',
      dataFormat: 'INT',
      length: null,
      precision: null,
      scale: null,
      nullable: true,
      default: null,
      identity: null,
      generated: null,
      enumValues: null,
      collation: null,
      comment: null,
      ordinal: at + 1,
      ...one,
    })),
  };
}

/** A table that could not be read. */
export function unreadable(name: string, problem: string): SnapshotTable {
  return table(name, { columns: [], problem });
}

/** The entry that a reader's child sends of a table. */
export function entryOf(document: SnapshotTable, rowEstimate: number | null = null): SnapshotEntry {
  const json = JSON.stringify(document);
  const problem = document.problem !== null;
  const fingerprint = problem ? '' : createHash('sha256').update(`1${json}`).digest('hex');
  return { key: tableKey(document.schema, document.name), fingerprint, rowEstimate, problem, json };
}

export interface InputOptions {
  readonly scope?: DiffScope;
  readonly acceptLoss?: boolean;
  /** Row estimates by name of table. */
  readonly estimates?: Readonly<Record<string, number>>;
  /** Told of each document that is parsed. */
  readonly onParse?: (entry: SnapshotEntry) => void;
}

/** What a diff takes. */
export function snapshot(tables: readonly SnapshotTable[], options: InputOptions = {}): DiffInput {
  const { scope = 'all', acceptLoss = false, estimates = {}, onParse } = options;
  return {
    source: { engine: 'postgresql', version: '15.4', database: 'shop', schemas: ['main'] },
    entries: tables.map((one) => entryOf(one, Object.hasOwn(estimates, one.name) ? estimates[one.name] : null)),
    parse: (entry) => {
      onParse?.(entry);
      return JSON.parse(entry.json ?? '') as SnapshotTable;
    },
    scope,
    acceptLoss,
  };
}
