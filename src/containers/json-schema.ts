import { MAX_TEXT } from './leaf-problems.js';
import type { FileSchema, ListSchema, NumberSchema, ObjectSchema, Schema, TextSchema } from './schema.js';
import { MAX_ITEMS, problemsOf } from './validate.js';

/** A JSON Schema, as data for `JSON.stringify`. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The JSON Schema (2020-12) of what a caller may send; it says what `problemsOf` checks. */
export function jsonSchemaOf(schema: Schema): JsonSchema {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...partOf(schema) };
}

function partOf(schema: Schema): JsonSchema {
  const title = schema.label === undefined ? {} : { title: schema.label };
  const description = schema.description === undefined ? {} : { description: schema.description };
  return { ...title, ...description, ...keywordsOf(schema) };
}

function keywordsOf(schema: Schema): JsonSchema {
  switch (schema.kind) {
    case 'text':
      return ofText(schema);
    case 'number':
      return ofNumber(schema);
    case 'flag':
      return given({ type: 'boolean', default: schema.default });
    case 'file':
      return ofFile(schema);
    case 'list':
      return ofList(schema);
    case 'object':
      return ofObject(schema);
  }
}

function ofText({
  default: standard,
  choices,
  format,
  minLength,
  maxLength = MAX_TEXT,
  pattern,
}: TextSchema): JsonSchema {
  if (choices !== undefined) return given({ type: 'string', enum: choices, format, default: standard });
  return given({ type: 'string', minLength, maxLength, pattern, format, default: standard });
}

function ofNumber({ integer, min, max, unit, default: standard }: NumberSchema): JsonSchema {
  const type = integer ? 'integer' : 'number';
  return given({ type, minimum: min, maximum: max, 'x-unit': unit, default: standard });
}

function ofFile({ type, extension, subTypes, contentFlags }: FileSchema): JsonSchema {
  const id = { type: 'string', minLength: 1, maxLength: 64, description: 'The id of a registered file.' };
  const about = given({ type, extension, subTypes, contentFlags });
  return { type: 'object', properties: { id }, required: ['id'], 'x-file': about };
}

function ofList({ of, minItems, maxItems = MAX_ITEMS }: ListSchema): JsonSchema {
  return given({ type: 'array', items: partOf(of), minItems, maxItems });
}

function ofObject({ fields }: ObjectSchema): JsonSchema {
  const entries = Object.entries(fields);
  const required = entries.filter(([, field]) => isRequired(field)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, field]) => [name, partOf(field)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** What `problemsOf` misses when nothing is given. */
function isRequired(schema: Schema): boolean {
  return problemsOf(schema, undefined).length > 0;
}

function given(keywords: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined));
}
