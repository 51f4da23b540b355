import type { SnapshotColumn } from '../../common/snapshot.js';
import type { SqlColumn } from '../sql-column/sql-column.entity.js';
import { storable } from './storable.js';

/** The columns of a `SqlColumn` that discovery writes, keys and `missingSince` aside. */
export const CAPTURED_COLUMN = [
  'ordinal', 'nativeType', 'dataFormat', 'length', 'precision', 'scale', 'nullable', 'defaultValue', 'identity',
  'generated', 'enumValues', 'collation', 'comment',
] as const satisfies readonly (keyof SqlColumn)[]; // prettier-ignore

export type CapturedColumn = Pick<SqlColumn, (typeof CAPTURED_COLUMN)[number]>;

/** A column of a snapshot as the catalogue keeps it. */
export function capturedColumn(column: SnapshotColumn): CapturedColumn {
  const { generated } = column;
  return {
    ordinal: column.ordinal,
    nativeType: storable(column.type),
    dataFormat: column.dataFormat,
    length: column.length,
    precision: column.precision,
    scale: column.scale,
    nullable: column.nullable,
    defaultValue: storable(column.default),
    identity: column.identity,
    generated: generated && { expression: generated.expression, stored: generated.stored },
    enumValues: column.enumValues,
    collation: storable(column.collation),
    comment: storable(column.comment),
  };
}

/** Whether two pictures of a column are the same. */
export function sameCaptured(a: CapturedColumn, b: CapturedColumn): boolean {
  return CAPTURED_COLUMN.every((field) => sameValue(a[field], b[field]));
}

/** Equality of plain values: by content. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
