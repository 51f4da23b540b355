import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../../common/errors.js';
import type { Argument, ArgumentRule } from './command-declaration.js';
import { argumentsOf, checkInputs, stdinOf, type CommandValues } from './command-line.js';
import { parseTemplate } from './template.js';

const argument = (text: string, allowDash = false): Argument => ({ template: parseTemplate(text), allowDash });
const one = (text: string, allowDash = false): ArgumentRule => ({ kind: 'one', argument: argument(text, allowDash) });
const values = (inputs: CommandValues['inputs'], more: Partial<CommandValues> = {}): CommandValues => {
  return { inputs, outputs: { dump: '/job/dump.sql' }, source: {}, directory: '/job', ...more };
};

describe('templates', () => {
  it('are literals and places for values; a brace is written twice', () => {
    expect(parseTemplate('--out={outputs.dump}')).toEqual(['--out=', { root: 'outputs', name: 'dump' }]);
    expect(
      parseTemplate('a {{b}} {directory}')
        .map((part) => (typeof part === 'string' ? part : part.root))
        .join(''),
    ).toBe('a {b} directory');
  });

  it.each([
    ['{input.a}', 'There is no {input.a}'],
    ['{inputs}', 'There is no {inputs}'],
    ['{directory.x}', 'There is no {directory.x}'],
    ['{inputs.a.b}', 'There is no {inputs.a.b}'],
    ['{', 'Write a brace'],
    ['a}', 'Write a brace'],
  ])('refuse %s', (text, message) => {
    expect(() => parseTemplate(text)).toThrow(message);
  });
});

describe('the arguments of a command', () => {
  it('are one for each template, whatever the values hold', () => {
    const hostile = `a b; rm -rf / "$(x)" '\`y\`' \n * {inputs.b} {{`;
    expect(argumentsOf([one('--name={inputs.a}'), one('{inputs.a}')], values({ a: hostile }))).toEqual([
      `--name=${hostile}`,
      hostile,
    ]);
  });

  it('hold paths of files, of outputs and of the directory, and numbers as people write them', () => {
    const rules = [one('{files.in}'), one('{outputs.dump}'), one('{directory}/x'), one('{inputs.n}')];
    expect(argumentsOf(rules, values({ in: { path: '/job/in.csv' }, n: 0.5 }))).toEqual([
      '/job/in.csv',
      '/job/dump.sql',
      '/job/x',
      '0.5',
    ]);
  });

  it('leave out what depends on an input that is not set, and repeat what stands for each item', () => {
    const rules: ArgumentRule[] = [
      { kind: 'when', input: 'limit', args: [argument('--limit'), argument('{inputs.limit}')] },
      { kind: 'when', input: 'verbose', args: [argument('-v')] },
      { kind: 'each', input: 'tables', args: [argument('--table={item}')] },
    ];
    expect(argumentsOf(rules, values({ verbose: false }))).toEqual([]);
    expect(argumentsOf(rules, values({ limit: 0, verbose: true, tables: ['a b', '-c'] }))).toEqual([
      ...['--limit', '0', '-v', '--table=a b', '--table=-c'],
    ]);
  });

  it.each([
    ['an input', one('{inputs.a}'), { a: '--output=/etc/passwd' }],
    ['a negative number', one('{inputs.a}'), { a: -1 }],
    ['an item', { kind: 'each', input: 'a', args: [argument('{item}')] } satisfies ArgumentRule, { a: ['x', '-y'] }],
    ['an input after nothing', one('{inputs.b}{inputs.a}'), { a: '-x', b: '' }],
  ])('never take %s for an option', (_what, rule, inputs) => {
    expect(() => argumentsOf([rule], values(inputs))).toThrow(InvalidInputError);
  });

  it('take it where the template says so, or begins by itself', () => {
    expect(argumentsOf([one('{inputs.a}', true), one('-{inputs.a}')], values({ a: '-x' }))).toEqual(['-x', '--x']);
  });

  it('never take a name that a source gives for an option', () => {
    const source = { database: '--all-databases' };
    expect(() => argumentsOf([one('{source.database}')], values({}, { source }))).toThrow('taken for an option');
  });

  it('say what a source lacks', () => {
    const incomplete = (): unknown =>
      argumentsOf([one('{source.database}')], values({}, { source: { database: null } }));
    expect(incomplete).toThrow('The source has no database');
  });

  it('are checked before there is a job, as far as inputs go', () => {
    const each: ArgumentRule = { kind: 'each', input: 'list', args: [argument('{item}')] };
    expect(() => checkInputs([one('{inputs.a}')], { a: '-x' })).toThrow(InvalidInputError);
    expect(() => checkInputs([each], { list: ['ok', '-x'] })).toThrow(InvalidInputError);
    expect(() => checkInputs([one('x{inputs.a}')], { a: 'a\0b' })).toThrow('zero byte');
    expect(() => checkInputs([one('--a={inputs.a}'), one('{source.path}')], { a: '-x' })).not.toThrow();
  });

  it('go with a text to read, which may hold anything', () => {
    const stdin = parseTemplate('SELECT {inputs.a};\n');
    expect(stdinOf({ stdin }, values({ a: '-1' }))).toBe('SELECT -1;\n');
    expect(stdinOf({ stdin: null }, values({}))).toBeNull();
  });
});
