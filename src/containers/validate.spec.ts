import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../common/errors.js';
import { file, flag, list, number, object, text, type Schema } from './schema.js';
import { parsed, problemsOf, summary, type ValidateOptions } from './validate.js';

/** The problems as lines: path, then what to do. */
function lines(schema: Schema, raw: unknown, options?: ValidateOptions): string[] {
  return problemsOf(schema, raw, options).map(({ path, message }) => `${path}: ${message}`);
}
const ofField = (schema: Schema, raw: unknown): string[] => lines(object({ x: schema }), { x: raw });

describe('a text', () => {
  it('is a text and nothing that looks like one', () => {
    expect(ofField(text(), 'yes')).toEqual([]);
    for (const raw of [5, true, {}, ['a']]) expect(ofField(text(), raw)).toEqual(['x: Give a text.']);
  });

  it('has the length that was declared, else at most a long page', () => {
    expect(ofField(text({ minLength: 1 }), '')).toEqual(['x: Give a text that is not empty.']);
    expect(ofField(text({ minLength: 3 }), 'ab')).toEqual(['x: Give at least 3 characters.']);
    expect(ofField(text({ maxLength: 3 }), 'abcd')).toEqual(['x: Give at most 3 characters; these are 4.']);
    expect(ofField(text({ maxLength: 3 }), '😀😀😀')).toEqual([]);
    expect(ofField(text(), 'a'.repeat(65_537))).toEqual(['x: Give at most 65536 characters; these are 65537.']);
  });

  it('matches its pattern', () => {
    expect(ofField(text({ pattern: '^[a-z]+$' }), 'abc')).toEqual([]);
    expect(ofField(text({ pattern: '^[a-z]+$' }), 'ABC')).toEqual(['x: Give a text that matches ^[a-z]+$.']);
  });

  it('is one of its choices', () => {
    const style = text({ choices: ['plain', 'rich'] });
    expect(ofField(style, 'rich')).toEqual([]);
    expect(ofField(style, 'rihc')).toEqual(['x: Use one of: plain, rich. Did you mean rich?']);
    expect(ofField(style, 'something')).toEqual(['x: Use one of: plain, rich.']);
  });

  it('holds nothing that a database cannot store', () => {
    const advice = 'x: Take out the characters that no database stores: NUL and halves of surrogate pairs.';
    expect(ofField(text(), 'a\0b')).toEqual([advice]);
    expect(ofField(text(), 'a\ud800b')).toEqual([advice]);
    expect(ofField(text(), 'a😀b')).toEqual([]);
  });
});

describe('a number', () => {
  it('is finite, and no text', () => {
    for (const raw of ['5', Number.NaN, Number.POSITIVE_INFINITY, 5n]) {
      expect(ofField(number(), raw)).toEqual(['x: Give a number.']);
    }
  });

  it('keeps to its bounds, which are told with their unit', () => {
    const wait = number({ integer: true, min: 1, max: 60, unit: 's' });
    expect(ofField(wait, 60)).toEqual([]);
    expect(ofField(wait, 0)).toEqual(['x: Give at least 1 s.']);
    expect(ofField(wait, 61)).toEqual(['x: Give at most 60 s.']);
    expect(ofField(wait, 1.5)).toEqual(['x: Give a whole number.']);
    expect(ofField(number({ integer: true }), 2 ** 53)).toEqual(['x: Give a whole number.']);
  });
});

describe('a flag', () => {
  it('is true or false and nothing else', () => {
    expect(ofField(flag(), false)).toEqual([]);
    for (const raw of [0, 'false', []]) expect(ofField(flag(), raw)).toEqual(['x: Give true or false.']);
  });
});

describe('a file', () => {
  const table = file({ type: 'text/csv', subTypes: { 1: 'tables', 2: 'columns' }, contentFlags: { 1: 'with header' } });

  it('is named by its id, and from outside never by a path of the server', () => {
    expect(ofField(table, { id: 'f1' })).toEqual([]);
    expect(ofField(table, { path: '/etc/passwd' })).toEqual([
      'x.path: Leave it out: name a registered file by its id.',
      'x: Give a registered file: {"id": "…"}.',
    ]);
    expect(ofField(table, { id: 'f1', path: '/etc/passwd' })).toEqual([
      'x.path: Leave it out: name a registered file by its id.',
    ]);
    expect(lines(table, { path: '/data/t.csv' }, { localFiles: true })).toEqual([]);
  });

  it('is no bare text', () => {
    expect(ofField(table, 'f1')).toEqual(['x: Give a registered file: {"id": "…"}.']);
  });

  it('has attributes that fit the declaration', () => {
    const wrong = { id: '', name: '../a.csv', type: 'text/html', subType: 3, contentFlag: 'x', annotation: 7, size: 1 };
    expect(ofField(table, wrong)).toEqual([
      'x.size: There is no such field. Leave it out; known are: id, path, name, type, subType, contentFlag, annotation.',
      'x.id: Give the id of a registered file.',
      'x.name: Give a plain file name.',
      'x.type: Give a file of the type text/csv.',
      'x.subType: Use one of: 1 (tables), 2 (columns).',
      'x.contentFlag: Give a whole number.',
      'x.annotation: Give a text.',
    ]);
    expect(lines(table, { path: 'a/b.csv' }, { localFiles: true })).toEqual(['path: Give an absolute path.']);
  });

  it('is of a declared family of types, or of any', () => {
    expect(ofField(file({ type: 'image/*' }), { id: 'f', type: 'image/png' })).toEqual([]);
    expect(ofField(file({ type: 'image/*' }), { id: 'f', type: 'text/csv' })).toHaveLength(1);
    expect(ofField(file({ type: 'application/octet-stream' }), { id: 'f', type: 'text/csv' })).toEqual([]);
  });
});

describe('a list', () => {
  it('names each wrong item by its place', () => {
    expect(ofField(list(object({ n: number() })), [{ n: 1 }, { n: 'two' }, 3])).toEqual([
      'x[1].n: Give a number.',
      'x[2]: Give an object with named fields.',
    ]);
  });

  it('has as many items as were declared, else at most ten thousand', () => {
    expect(ofField(list(flag(), { minItems: 1 }), [])).toEqual(['x: Give at least 1 item.']);
    expect(ofField(list(flag(), { maxItems: 2 }), [true, true, true])).toEqual([
      'x: Give at most 2 items; these are 3.',
    ]);
    expect(ofField(list(flag()), new Array(10_001).fill(true))).toHaveLength(1);
  });

  it('has no holes', () => {
    expect(ofField(list(text()), ['a', null])).toEqual(['x[1]: Give a value, or take the item out.']);
    expect(ofField(list(text({ optional: true })), [null])).toHaveLength(1);
    expect(parsed(list(text({ default: 'd' })), ['a', null])).toEqual(['a', 'd']);
    expect(parsed(list(list(number())), [[1], [2, 3]])).toEqual([[1], [2, 3]]);
  });
});

describe('an object', () => {
  const cell = object({ width: number(), height: number({ optional: true }), colour: text({ default: 'red' }) });

  it('names every required field that is missing', () => {
    expect(lines(object({ cell, name: text() }), {})).toEqual([
      'cell.width: Give a value: this is required.',
      'name: Give a value: this is required.',
    ]);
  });

  it('names unknown fields, with the one that was probably meant', () => {
    expect(lines(object({ cell }), { cell: { widht: 1, width: 2 }, q: 1 })).toEqual([
      'q: There is no such field. Leave it out; known are: cell.',
      'cell.widht: There is no such field. Did you mean width?',
    ]);
  });

  it('shows hostile names as they are written, and short', () => {
    const [line = ''] = lines(cell, { width: 1, ['\u202e\u001b[31m' + 'x'.repeat(500)]: 1 });
    expect(line).toMatch(/^\\u202e\\u001b\[31mx{50,80}…: There is no such field\./);
  });

  it('is missing as a whole without harm when it is optional', () => {
    expect(parsed(object({ cell: { ...cell, optional: true } }), {})).toEqual({});
  });
});

describe('parsed input', () => {
  const schema = object({
    name: text(),
    note: text({ optional: true }),
    style: text({ choices: ['plain', 'rich'], default: 'plain' }),
    tags: list(text()),
    size: object({ width: number({ default: 80 }) }),
  });

  it('has its defaults; null counts as left out', () => {
    const value = parsed(schema, { name: 'a', note: null, style: null });
    expect(value).toEqual({ name: 'a', style: 'plain', tags: [], size: { width: 80 } });
    expect('note' in value).toBe(false);
  });

  it('throws everything that is wrong at once', () => {
    const wrong = (): unknown => parsed(schema, { style: 'riche', tags: 'x', nmae: 'a' });
    expect(wrong).toThrow(InvalidInputError);
    expect(wrong).toThrow('nmae: There is no such field. Did you mean name? 3 more to correct.');
  });

  it('is a copy', () => {
    const raw = { name: 'a', tags: ['t'] };
    const value = parsed(schema, raw);
    raw.tags.push('u');
    expect(value.tags).toEqual(['t']);
  });

  it('cannot reach into every object', () => {
    const raw: unknown = JSON.parse('{"name": "a", "__proto__": {"admin": true}, "constructor": 1, "toString": 2}');
    expect(problemsOf(schema, raw).map(({ path }) => path)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    const inherited: unknown = Object.create({ name: 'inherited' });
    expect(lines(schema, inherited)).toEqual(['name: Give a value: this is required.']);
  });

  it('ends its work on input that is deep, huge or all wrong', () => {
    let deep: unknown = [];
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(lines(list(list(number())), deep)).toEqual(['[0][0]: Give a number.']);
    expect(problemsOf(list(number()), new Array(10_000).fill('x'))).toHaveLength(100);
    const names = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`f${index}`, 1]));
    expect(problemsOf(schema, names)).toHaveLength(100);
    const many = new Array(200).fill(new Array(10_000).fill(1));
    expect(lines(list(list(number())), many).at(-1)).toContain(
      'This is too large: send at most 100000 values at once.',
    );
  });
});

describe('a draft', () => {
  it('may lack what is required, but is right as far as it goes', () => {
    const schema = object({ name: text(), data: file({ type: 'text/csv' }), rows: list(number(), { minItems: 2 }) });
    expect(lines(schema, { data: { annotation: 'mine' }, rows: [1] }, { draft: true })).toEqual([]);
    expect(lines(schema, { name: 1 }, { draft: true })).toEqual(['name: Give a text.']);
  });
});

describe('the summary of problems', () => {
  it('is the first one and the number of the others', () => {
    expect(summary([{ path: 'a.b', message: 'Give a text.' }])).toBe('a.b: Give a text.');
    expect(summary([])).toBe('All is well.');
  });
});
