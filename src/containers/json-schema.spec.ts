import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { jsonSchemaOf } from './json-schema.js';
import { file, flag, list, number, object, text } from './schema.js';
import { problemsOf } from './validate.js';

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

  it('accepts and refuses what validation does', () => {
    const schema = object({
      name: text({ minLength: 2, maxLength: 3, pattern: '^[a-b😀]' }),
      style: text({ choices: ['aa', 'bb'], optional: true }),
      size: number({ integer: true, min: 0, max: 1, default: 1 }),
      dark: flag(),
      data: file({ type: 'text/csv', optional: true }),
      rows: list(object({ a: number(), b: list(flag(), { maxItems: 1 }) }), { minItems: 1 }),
    });
    const accepts = new Ajv2020({ strict: false }).compile(jsonSchemaOf(schema));
    const random = generator(7);
    const seen = { accepted: 0, refused: 0 };
    for (let round = 0; round < 5_000; round++) {
      const raw = anyInput(random);
      const problems = problemsOf(schema, raw);
      expect({ raw, accepted: problems.length === 0 }).toEqual({ raw, accepted: accepts(raw) });
      seen[problems.length === 0 ? 'accepted' : 'refused'] += 1;
    }
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(100);
  });

  it('survives JSON', () => {
    const schema = jsonSchemaOf(object({ a: list(object({ b: text() })) }));
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});

/** Mostly right input, now and then wrong in one place or several. */
function anyInput(random: () => number): unknown {
  const pick = <T>(...of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)];
  const mostly = <T>(right: T, ...wrong: readonly unknown[]): unknown => (random() < 0.9 ? right : pick(...wrong));
  const row = (): unknown => ({
    a: mostly(1.5, '1', {}),
    ...(random() < 0.5 ? { b: mostly([true], [], [true, false], ['x'], {}) } : {}),
  });
  return {
    name: mostly(pick('aa', 'bbb', '😀b', '😀😀😀'), 'a', 'aaaa', '😀', 'ca', '', 1),
    ...(random() < 0.5 ? { style: mostly('aa', 'cc', 1, '') } : {}),
    ...(random() < 0.5 ? { size: mostly(1, 2, -1, 0.5, '1', true) } : {}),
    ...(random() < 0.95 ? { dark: mostly(true, 0, 'true', []) } : {}),
    ...(random() < 0.5 ? { data: mostly({ id: 'f1' }, {}, 'f1', { id: '' }, []) } : {}),
    ...(random() < 0.95 ? { rows: mostly([row(), row()], [], row(), 'x', [[]]) } : {}),
    ...(random() < 0.05 ? { more: 1 } : {}),
  };
}

/** Numbers in [0, 1), the same ones for a seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
