import { Column, PrimaryColumn } from 'typeorm';
import type { ColumnOptions } from 'typeorm';

/**
 * Column decorators that mean the same on SQLite, MariaDB, MySQL and PostgreSQL. The engine's own type is chosen by
 * the catalogue's DataSource (see portable-types.ts), so one entity class serves all of them in one process.
 */

/** What every column may say. */
export interface ColumnChoice {
  /** The column's name; snake_case of the property when left out. */
  readonly name?: string;
  readonly nullable?: boolean;
  /** False keeps it out of every SELECT that does not ask for it: for secrets. */
  readonly select?: boolean;
  /** False: written by the insert and never again. */
  readonly update?: boolean;
}

const withDefault = <T>(options: ColumnChoice & { readonly default?: T }): ColumnOptions => ({ ...options });

/** An instant (`Date`, to the millisecond, kept in UTC): datetime / datetime(6) / timestamptz. */
export function Timestamp(options: ColumnChoice = {}): PropertyDecorator {
  return Column({ ...options, type: Date });
}

/** Text of any length (`string`): text / longtext / text. It has no default and cannot be part of a key. */
export function LongText(options: ColumnChoice = {}): PropertyDecorator {
  return Column({ ...options, type: 'text' });
}

/** An identifier of a source, byte for byte, whatever its length (`string`). Keys use a hash of it. */
export function Name(options: ColumnChoice = {}): PropertyDecorator {
  return LongText(options);
}

/** A plain JSON value, stored as text: what goes in comes out, never queried inside. */
export function Json(options: ColumnChoice = {}): PropertyDecorator {
  return Column({ ...options, type: 'simple-json' });
}

/** Text of at most `length` characters (`string`), compared byte by byte. Keys: at most 191 together with their peers. */
export function ShortText(
  length: number,
  options: ColumnChoice & { readonly default?: string } = {},
): PropertyDecorator {
  return Column({ ...withDefault(options), type: 'varchar', length });
}

/** A UUID in its 36 lower-case characters (`string`). */
export function Uuid(options: ColumnChoice = {}): PropertyDecorator {
  return Column({ ...options, type: 'varchar', length: 36 });
}

/** The primary key, a UUIDv7 made by us before the insert (`string`). */
export function PrimaryUuid(options: Pick<ColumnChoice, 'name'> = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'varchar', length: 36 });
}

/** The primary key, an integer given by the caller (see `reserveIds` in bulk.ts); several make a composite key. */
export function PrimaryInt(options: Pick<ColumnChoice, 'name'> = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'integer' });
}

/** A primary key, or a part of one, of at most `length` characters, compared byte by byte (`string`). */
export function PrimaryText(length: number, options: Pick<ColumnChoice, 'name'> = {}): PropertyDecorator {
  return PrimaryColumn({ ...options, type: 'varchar', length });
}

/** A whole number of 32 bits (`number`). */
export function Int(options: ColumnChoice & { readonly default?: number } = {}): PropertyDecorator {
  return Column({ ...withDefault(options), type: 'integer' });
}

/** A whole number up to 2^53 (`number`): bytes, row estimates, sequence numbers. */
export function BigCount(options: ColumnChoice & { readonly default?: number } = {}): PropertyDecorator {
  return Column({ ...withDefault(options), type: 'bigint', transformer: numberTransformer });
}

/** A number with a fraction, of 64 bits (`number`). */
export function Double(options: ColumnChoice = {}): PropertyDecorator {
  return Column({ ...options, type: 'double' });
}

/** Yes or no (`boolean`). */
export function Flag(options: ColumnChoice & { readonly default?: boolean } = {}): PropertyDecorator {
  return Column({ ...withDefault(options), type: 'boolean' });
}

/** Drivers give 64-bit integers as text (MariaDB, PostgreSQL) or as numbers (SQLite): always a number here. */
const numberTransformer = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value === null || value === undefined ? value : Number(value)),
};
