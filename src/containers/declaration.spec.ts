import { describe, expect, it } from '@jest/globals';
import { declarationProblemsOf } from './declaration.js';
import { file, list, number, object, text, type ObjectSchema, type Schema } from './schema.js';

const lines = (schema: ObjectSchema): string[] =>
  declarationProblemsOf(schema).map(({ path, message }) => `${path}: ${message}`);

describe('a declaration', () => {
  it('is proven sound before anything runs', () => {
    const good = object({
      style: text({ choices: ['a', 'b'], default: 'a', pattern: '^a' }),
      table: file({ type: 'text/csv', extension: '.csv.gz' }),
      steps: list(number({ min: 1, max: 2, default: 1.5 }), { minItems: 0, maxItems: 3 }),
    });
    expect(lines(good)).toEqual([]);
  });

  it('is told of everything that cannot work', () => {
    const bad = object({
      style: text({ choices: ['plain', 'rich'], default: 'none' }),
      twice: text({ choices: ['a', 'a'] }),
      pattern: text({ pattern: '(', default: 'x' }),
      table: file({ type: 'csv', extension: 'csv' }),
      steps: list(number({ min: 2, max: 1 }), { minItems: 3, maxItems: 2 }),
    });
    expect(lines(bad)).toEqual([
      'style: The default is refused: Use one of: plain, rich.',
      'twice: Declare at least one choice, and none of them twice.',
      'pattern: Declare a pattern that is a regular expression.',
      'table: Declare a MIME type, such as text/csv.',
      'table: Declare an extension with its dot, such as .csv.',
      'steps: Declare a minimum below the maximum.',
      'steps[0]: Declare a minimum below the maximum.',
    ]);
  });

  it('that did not come from the builders has its names and depth checked too', () => {
    const named: ObjectSchema = { kind: 'object', fields: { 'a.b': { kind: 'flag' }, prototype: { kind: 'flag' } } };
    expect(declarationProblemsOf(named).map(({ path }) => path)).toEqual(['a.b', 'prototype']);
    let deep: Schema = number();
    for (let level = 0; level < 50; level++) deep = { kind: 'list', of: deep };
    expect(lines(object({ deep }))).toEqual([expect.stringContaining('Declare at most 16 levels.')]);
  });
});
