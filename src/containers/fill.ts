import { FILE_ATTRIBUTES } from './leaf-problems.js';
import { isRecord, own } from './raw.js';
import type { AnyValue, FileValue, Schema } from './schema.js';

/** A valid input with its defaults filled in; only declared fields are read, and only an object's own. */
export function filled(schema: Schema, raw: unknown): AnyValue | undefined {
  switch (schema.kind) {
    case 'object':
      return raw == null && schema.optional ? undefined : filledFields(schema.fields, isRecord(raw) ? raw : {});
    case 'list':
      if (!Array.isArray(raw)) return schema.optional ? undefined : [];
      return raw.map((item: unknown) => filled(schema.of, item)).filter((item) => item !== undefined);
    case 'file':
      return isRecord(raw) ? fileOf(raw) : undefined;
    default:
      return (raw as string | number | boolean | null | undefined) ?? schema.default;
  }
}

function filledFields(fields: Readonly<Record<string, Schema>>, raw: Readonly<Record<string, unknown>>): AnyValue {
  const entries = Object.entries(fields).map(([name, field]) => [name, filled(field, own(raw, name))] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The known attributes of a file as it was given. */
export function fileOf(raw: Readonly<Record<string, unknown>>): FileValue {
  const given = FILE_ATTRIBUTES.filter((attribute) => own(raw, attribute) != null);
  return Object.fromEntries(given.map((attribute) => [attribute, raw[attribute]]));
}
