import { describe, expect, it } from '@jest/globals';
import { jsonSchemaOf } from './json-schema.js';
import { file, flag, list, number, object, text } from './schema.js';

describe('the JSON Schema of a declaration', () => {
  it('says what a form and a client need to know', () => {
    const schema = object({
      source: text({ label: 'Source', description: 'Where to read.', format: 'sql-db' }),
      style: text({ choices: ['plain', 'rich'], default: 'plain' }),
      name: text({ minLength: 1, maxLength: 80, pattern: '^\\S', optional: true }),
      wait: number({ integer: true, min: 0, max: 60, unit: 's', default: 10 }),
      dark: flag({ default: false }),
    });
    expect(jsonSchemaOf(schema)).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        source: { title: 'Source', description: 'Where to read.', type: 'string', format: 'sql-db', maxLength: 65_536 },
        style: { type: 'string', enum: ['plain', 'rich'], default: 'plain' },
        name: { type: 'string', minLength: 1, maxLength: 80, pattern: '^\\S' },
        wait: { type: 'integer', minimum: 0, maximum: 60, 'x-unit': 's', default: 10 },
        dark: { type: 'boolean', default: false },
      },
      required: ['source'],
      additionalProperties: false,
    });
  });

  it('has a file named by its id, with what is known of such files', () => {
    const table = file({ label: 'Table', type: 'text/csv', extension: '.csv', subTypes: { 1: 'tables' } });
    expect(jsonSchemaOf(table)).toMatchObject({
      title: 'Table',
      type: 'object',
      properties: { id: { type: 'string' } },
      required: ['id'],
      'x-file': { type: 'text/csv', extension: '.csv', subTypes: { 1: 'tables' } },
    });
  });

  it('requires just what validation misses', () => {
    const schema = object({
      empty: list(text()),
      filled: list(text(), { minItems: 1 }),
      standard: object({ a: number({ default: 1 }) }),
      strict: object({ a: number() }),
      cover: object({ a: number() }, { optional: true }),
      data: file({ type: 'text/csv' }),
    });
    expect(jsonSchemaOf(schema)['required']).toEqual(['filled', 'strict', 'data']);
  });

  it('survives JSON', () => {
    const schema = jsonSchemaOf(object({ a: list(object({ b: text() })) }));
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
