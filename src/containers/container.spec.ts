import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../common/errors.js';
import { Container } from './container.js';
import { file, flag, list, number, object, text, type FileValue } from './schema.js';

const inputs = object({
  title: text({ optional: true }),
  mode: text({ choices: ['fast', 'slow'], default: 'fast' }),
  cycles: number({ integer: true, default: 3 }),
  source: text(),
  names: list(text()),
  HKLIN: list(object({ file: file({ type: 'application/x-hkl' }), weight: number({ default: 1 }) })),
  cell: object({ a: number({ default: 1 }), b: number({ optional: true }) }, { optional: true }),
});

describe('a container', () => {
  it('knows of each value whether it was set, is a default, or neither', () => {
    const container = Container.of(inputs, { source: 'shop' });
    const states = Object.fromEntries([...container.walk()].map((node) => [node.path, node.state]));
    expect(states).toEqual({
      title: 'not-set',
      mode: 'default',
      cycles: 'default',
      source: 'explicit',
      names: 'not-set',
      HKLIN: 'not-set',
      cell: 'not-set',
      'cell.a': 'default',
      'cell.b': 'not-set',
    });
  });

  it('calls what equals its default explicit once it was set, until it is unset', () => {
    const container = Container.of(inputs);
    container.set('mode', 'fast');
    expect(container.node('mode').state).toBe('explicit');
    container.unset('mode');
    expect(container.node('mode').state).toBe('default');
    expect(container.get('mode')).toBe('fast');
  });

  it('is typed by its schema, path by path', () => {
    const container = Container.of(inputs);
    const index = container.add('HKLIN', { weight: 2 });
    container.set(`HKLIN[${index}].file`, { path: '/data/a.hkl' });
    const weight: number | undefined = container.get(`HKLIN[${index}].weight`);
    const data: FileValue | undefined = container.get('HKLIN[0].file');
    const mode: 'fast' | 'slow' | undefined = container.get('mode');
    expect([weight, data, mode]).toEqual([2, { path: '/data/a.hkl' }, 'fast']);
    // @ts-expect-error a number is no mode
    expect(() => container.set('mode', 1)).toThrow(InvalidInputError);
    // @ts-expect-error there is no such field
    expect(() => container.get('mdoe')).toThrow('Did you mean mode?');
    // @ts-expect-error nor below a list's item
    expect(() => container.get('HKLIN[0].wieght')).toThrow('Did you mean weight?');
  });

  it('gives the whole value with defaults, or says everything that is missing', () => {
    const container = Container.of(inputs);
    container.add('HKLIN');
    const missing = problems(() => container.value());
    expect(missing).toEqual(['source', 'HKLIN[0].file']);
    container.set('source', 'shop');
    container.set('HKLIN[0].file', { id: 'f1' });
    expect(container.value()).toEqual({
      mode: 'fast',
      cycles: 3,
      source: 'shop',
      names: [],
      HKLIN: [{ file: { id: 'f1' }, weight: 1 }],
    });
  });

  it('gives what was set and nothing else', () => {
    const container = Container.of(inputs, { cell: {}, names: [], cycles: 3 });
    expect(container.explicit()).toEqual({ cell: {}, names: [], cycles: 3 });
    expect(Container.of(inputs).explicit()).toEqual({});
  });

  it('has an optional object only once something in it was set', () => {
    const container = Container.of(inputs);
    expect(container.get('cell')).toBeUndefined();
    container.set('cell.b', 4);
    expect(container.get('cell')).toEqual({ a: 1, b: 4 });
    container.unset('cell');
    expect(container.get('cell')).toBeUndefined();
  });

  it('sets an object whole: what is left out is unset', () => {
    const container = Container.of(inputs, { cell: { a: 5, b: 6 } });
    container.set('cell', { a: 7 });
    expect(container.explicit()).toEqual({ cell: { a: 7 } });
  });

  it('changes nothing when any part is refused, and names each', () => {
    const container = Container.of(inputs, { source: 'shop' });
    const wrong = { file: { path: 'relative' }, weight: Number.NaN };
    expect(problems(() => container.add('HKLIN', wrong))).toEqual(['HKLIN[0].file.path', 'HKLIN[0].weight']);
    expect(problems(() => container.set('names', ['a', ' \0']))).toEqual(['names[1]']);
    expect(container.explicit()).toEqual({ source: 'shop' });
  });

  it('has lists whose items move up when one is taken out', () => {
    const container = Container.of(inputs, { names: ['a', 'b', 'c'] });
    container.remove('names', 0);
    expect(container.add('names', 'd')).toBe(2);
    expect(container.get('names')).toEqual(['b', 'c', 'd']);
    expect(container.node('names[1]').path).toBe('names[1]');
    expect(container.get('names[7]')).toBeUndefined();
    expect(() => container.set('names[7]', 'x')).toThrow('Add the item first.');
  });

  it('has no holes in a list of plain values', () => {
    const container = Container.of(inputs, { names: ['a'] });
    expect(() => container.add('names')).toThrow('Give the item to add to names.');
    expect(() => container.unset('names[0]')).toThrow('Take names[0] out of its list instead.');
    expect(container.get('names')).toEqual(['a']);
  });

  it('keeps at most as many items as were declared', () => {
    const two = Container.of(object({ flags: list(flag(), { maxItems: 2 }) }), { flags: [true, false] });
    expect(() => two.add('flags', true)).toThrow('flags can have at most 2 items.');
  });

  it('comes back from JSON with its states', () => {
    const container = Container.of(inputs, { mode: 'fast', names: [], cell: { b: 1 } });
    container.add('HKLIN');
    container.add('HKLIN', { file: { id: 'f2' } });
    container.unset('HKLIN[1].file');
    const again = Container.fromJSON(inputs, JSON.parse(JSON.stringify(container)));
    const states = (of: typeof container): string[] => [...of.walk()].map(({ path, state }) => `${path} ${state}`);
    expect(states(again)).toEqual(states(container));
    expect(again.node('mode').state).toBe('explicit');
    expect(again.node('cycles').state).toBe('default');
  });

  it('does not come back from JSON that its schema does not fit', () => {
    expect(problems(() => Container.fromJSON(inputs, { cycels: 1, mode: 'medium' }))).toEqual(['cycels', 'mode']);
  });
});

/** The paths of the problems that are thrown. */
function problems(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}
