import { SourceError } from '../common/errors.js';
import { DATA_FORMATS, tableKey, TABLE_KINDS, type SnapshotEntry, type SnapshotTable } from '../common/snapshot.js';
import type { DataFormat, SnapshotCheck, SnapshotColumn, SnapshotForeignKey, SnapshotIndex, SnapshotUnique } from '../common/snapshot.js'; // prettier-ignore

/**
 * A table between the reader's process and its parent: arrays by position, empty ends left out. Written out with its
 * field names the same takes 2.7 times the bytes, and bytes are what both processes pay for (measured: 47 MB at 10,000
 * tables). Whoever wants the table calls {@link parseTable}.
 */
export function packTable(table: SnapshotTable): string {
  return JSON.stringify([
    table.schema,
    table.name,
    table.kind,
    table.comment,
    table.definition,
    table.primaryKey,
    table.primaryKeyName,
    table.partitions,
    table.problem,
    table.columns.map(packColumn),
    table.uniques.map((unique) => [unique.name, unique.columns]),
    table.checks.map((check) => [check.name, check.expression]),
    table.indexes.map((index) => [
      index.name,
      index.unique,
      index.primary,
      index.method,
      index.predicate,
      index.parts.map((part) => [part.column, part.expression, part.descending]),
    ]),
    table.foreignKeys.map((key) => [
      key.name,
      key.columns,
      key.refSchema,
      key.refTable,
      key.refColumns,
      key.onUpdate,
      key.onDelete,
      key.deferrable,
    ]),
  ]);
}

function packColumn(column: SnapshotColumn): unknown[] {
  const packed: unknown[] = [
    column.name,
    column.type,
    column.dataFormat,
    column.nullable ? 1 : 0,
    column.default,
    column.comment,
    column.length,
    column.precision,
    column.scale,
    column.collation,
    column.identity,
    column.generated && [column.generated.expression, column.generated.stored],
    column.enumValues,
  ];
  while (packed[packed.length - 1] === null) packed.pop();
  return packed;
}

/** The reader was told that this table is known, and left its document out: who needs it after all has to read again. */
export class NotSentError extends SourceError {
  constructor() {
    super('protocol', 'The document of a known table was asked for. Nothing was taken over; run it again.');
  }
}

/**
 * The table of an entry, every value held against the model: whatever a reader's process sent, only a table comes through.
 * @throws SourceError 'protocol' when it is none, or not the one its key says; NotSentError
 */
export function parseTable(entry: SnapshotEntry): SnapshotTable {
  if (entry.json === null) throw new NotSentError();
  let value: unknown;
  try {
    value = JSON.parse(entry.json);
  } catch {
    throw damaged('is no JSON');
  }
  const table = tableOf(value);
  if (tableKey(table.schema, table.name) !== entry.key) throw damaged('has the key of another');
  return table;
}

const FORMATS: ReadonlySet<DataFormat> = new Set(DATA_FORMATS);
const ACTIONS = ['NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL', 'SET DEFAULT'] as const;
const IDENTITIES = ['always', 'by default', 'auto_increment'] as const;

/** Values are taken by index, here and below: destructuring an array costs twice the time, 175,000 times. */
function tableOf(value: unknown): SnapshotTable {
  const packed = list(value);
  return {
    schema: text(packed[0]),
    name: text(packed[1]),
    kind: oneOf(TABLE_KINDS, packed[2]),
    comment: textOrNull(packed[3]),
    definition: textOrNull(packed[4]),
    columns: list(packed[9]).map(columnOf),
    primaryKey: texts(packed[5]),
    primaryKeyName: textOrNull(packed[6]),
    uniques: list(packed[10]).map(uniqueOf),
    checks: list(packed[11]).map(checkOf),
    indexes: list(packed[12]).map(indexOf),
    foreignKeys: list(packed[13]).map(foreignKeyOf),
    partitions: countOrNull(packed[7]) ?? 0,
    problem: textOrNull(packed[8]),
  };
}

function columnOf(value: unknown, index: number): SnapshotColumn {
  const packed = list(value);
  const generated = packed[11] == null ? null : list(packed[11]);
  const format = packed[2] as DataFormat;
  if (!FORMATS.has(format)) throw damaged('has the wrong form');
  return {
    name: text(packed[0]),
    ordinal: index + 1,
    type: text(packed[1]),
    dataFormat: format,
    length: countOrNull(packed[6]),
    precision: countOrNull(packed[7]),
    scale: countOrNull(packed[8]),
    nullable: packed[3] === 1,
    default: textOrNull(packed[4]),
    identity: packed[10] == null ? null : oneOf(IDENTITIES, packed[10]),
    generated: generated && { expression: textOrNull(generated[0]), stored: generated[1] === true },
    enumValues: packed[12] == null ? null : texts(packed[12]),
    collation: textOrNull(packed[9]),
    comment: textOrNull(packed[5]),
  };
}

function uniqueOf(value: unknown): SnapshotUnique {
  const packed = list(value);
  return { name: textOrNull(packed[0]), columns: texts(packed[1]) };
}

function checkOf(value: unknown): SnapshotCheck {
  const packed = list(value);
  return { name: textOrNull(packed[0]), expression: text(packed[1]) };
}

function indexOf(value: unknown): SnapshotIndex {
  const packed = list(value);
  return {
    name: text(packed[0]),
    unique: packed[1] === true,
    primary: packed[2] === true,
    parts: list(packed[5]).map((part) => {
      const [column, expression, descending] = list(part);
      return { column: textOrNull(column), expression: textOrNull(expression), descending: descending === true };
    }),
    method: textOrNull(packed[3]),
    predicate: textOrNull(packed[4]),
  };
}

function foreignKeyOf(value: unknown): SnapshotForeignKey {
  const packed = list(value);
  const columns = texts(packed[1]);
  const refColumns = texts(packed[4]);
  if (columns.length !== refColumns.length) throw damaged('has a foreign key without pairs');
  return {
    name: textOrNull(packed[0]),
    columns,
    refSchema: text(packed[2]),
    refTable: text(packed[3]),
    refColumns,
    onUpdate: oneOf(ACTIONS, packed[5]),
    onDelete: oneOf(ACTIONS, packed[6]),
    deferrable: packed[7] === true,
  };
}

/** A list that holds texts only, as it is. */
function texts(value: unknown): string[] {
  const values = list(value);
  for (const one of values) text(one);
  return values as string[];
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw damaged('has the wrong form');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw damaged('has the wrong form');
  return value;
}

const textOrNull = (value: unknown): string | null => (value == null ? null : text(value));

/** Lengths and the like; a scale may be below zero (PostgreSQL's numeric(3,-2)). */
function countOrNull(value: unknown): number | null {
  if (value == null) return null;
  if (!Number.isSafeInteger(value)) throw damaged('has the wrong form');
  return value as number;
}

function oneOf<T>(values: readonly T[], value: unknown): T {
  if (!(values as readonly unknown[]).includes(value)) throw damaged('has the wrong form');
  return value as T;
}

function damaged(what: string): SourceError {
  return new SourceError('protocol', `A table that the reader sent ${what}. Nothing was taken over; run it again.`);
}
