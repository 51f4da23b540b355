import type { AnyValue, Schema } from '../../containers/schema.js';

/** A value without the paths of this machine, for a row: its files are named by their ids. */
export function withoutPaths(schema: Schema, value: AnyValue | null | undefined): AnyValue | null | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (schema.kind === 'list' && Array.isArray(value)) {
    return value.map((item: AnyValue) => withoutPaths(schema.of, item) ?? null) as AnyValue;
  }
  const entries = Object.entries(value as Readonly<Record<string, AnyValue>>);
  if (schema.kind === 'file') return Object.fromEntries(entries.filter(([name]) => name !== 'path'));
  if (schema.kind !== 'object') return value;
  return Object.fromEntries(
    entries.map(([name, field]) => {
      const of = schema.fields[name];
      return [name, of ? (withoutPaths(of, field) ?? undefined) : field];
    }),
  );
}

/** Whether a schema has a place for a file. */
export function declaresFiles(schema: Schema): boolean {
  if (schema.kind === 'object') return Object.values(schema.fields).some((field) => declaresFiles(field));
  return schema.kind === 'list' ? declaresFiles(schema.of) : schema.kind === 'file';
}
