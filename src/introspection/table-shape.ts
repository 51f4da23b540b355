import { SourceError } from '../common/errors.js';
import { DATA_FORMATS, tableKey, TABLE_KINDS, type SnapshotEntry, type SnapshotTable } from '../common/snapshot.js';

/** Says whether a value has a form. */
type Shape = (value: unknown) => boolean;

const text: Shape = (value) => typeof value === 'string';
const flag: Shape = (value) => typeof value === 'boolean';
const count: Shape = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const whole: Shape = (value) => typeof value === 'number' && Number.isSafeInteger(value);
const oneOf =
  (values: readonly unknown[]): Shape =>
  (value) =>
    values.includes(value);
const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);
const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);

/** Exactly these fields: an unknown one is a mistake, too. */
function record(fields: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(fields);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const held = value as Record<string, unknown>;
    return Object.keys(held).length === entries.length && entries.every(([name, shape]) => shape(held[name]));
  };
}

const ACTION = oneOf(['NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL', 'SET DEFAULT']);

const COLUMN = record({
  name: text,
  ordinal: count,
  type: text,
  dataFormat: oneOf(DATA_FORMATS),
  length: orNull(count),
  precision: orNull(count),
  scale: orNull(whole), // PostgreSQL allows numeric(3,-2)
  nullable: flag,
  default: orNull(text),
  identity: oneOf([null, 'always', 'by default', 'auto_increment']),
  generated: orNull(record({ expression: orNull(text), stored: flag })),
  enumValues: orNull(listOf(text)),
  collation: orNull(text),
  comment: orNull(text),
});

const TABLE = record({
  schema: text,
  name: text,
  kind: oneOf(TABLE_KINDS),
  comment: orNull(text),
  definition: orNull(text),
  columns: listOf(COLUMN),
  primaryKey: listOf(text),
  primaryKeyName: orNull(text),
  uniques: listOf(record({ name: orNull(text), columns: listOf(text) })),
  checks: listOf(record({ name: orNull(text), expression: text })),
  indexes: listOf(
    record({
      name: text,
      unique: flag,
      primary: flag,
      parts: listOf(record({ column: orNull(text), expression: orNull(text), descending: flag })),
      method: orNull(text),
      predicate: orNull(text),
    }),
  ),
  foreignKeys: listOf(
    record({
      name: orNull(text),
      columns: listOf(text),
      refSchema: text,
      refTable: text,
      refColumns: listOf(text),
      onUpdate: ACTION,
      onDelete: ACTION,
      deferrable: flag,
    }),
  ),
  partitions: count,
  problem: orNull(text),
});

/**
 * The table of an entry, held against the model: whatever a reader's process sent, only a table comes through.
 * @throws SourceError 'protocol' when it is none, or not the one its key says
 */
export function parseTable(entry: SnapshotEntry): SnapshotTable {
  let value: unknown;
  try {
    value = JSON.parse(entry.json);
  } catch {
    throw damaged('is no JSON');
  }
  if (!TABLE(value)) throw damaged('has the wrong form');
  const table = value as SnapshotTable;
  if (tableKey(table.schema, table.name) !== entry.key) throw damaged('has the key of another');
  if (table.foreignKeys.some((key) => key.columns.length !== key.refColumns.length)) {
    throw damaged('has a foreign key without pairs');
  }
  return table;
}

function damaged(what: string): SourceError {
  return new SourceError('protocol', `A table that the reader sent ${what}. Nothing was taken over; run it again.`);
}
