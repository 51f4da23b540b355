import { describe, expect, it } from '@jest/globals';
import { changesOf, draftOf, parametersOf, pathsOf, problemsByField, type DraftFields } from './run-draft';
import type { FieldSchema } from './task-shapes';

const INPUTS: FieldSchema = {
  type: 'object',
  required: ['source', 'label'],
  properties: {
    source: { type: 'string', format: 'sql-db' },
    name: { type: 'string', format: 'filled-in' },
    label: { type: 'string' },
    lines: { type: 'integer', default: 3 },
    loud: { type: 'boolean', default: true },
    ending: { type: 'string', default: 'end' },
    template: { type: 'object', 'x-file': { type: 'text/plain' }, properties: { id: { type: 'string' } } },
    limits: { type: 'object', properties: { most: { type: 'number' }, of: { type: 'string' } } },
    steps: {
      type: 'array',
      items: { type: 'object', required: ['key'], properties: { key: { type: 'string' }, n: { type: 'number' } } },
    },
  },
};
const empty = draftOf(INPUTS, undefined) as DraftFields;

describe('a form of a task', () => {
  it('begins with the defaults, and asks for nothing that the task fills in', () => {
    expect(empty).toMatchObject({ source: '', lines: '3', loud: true, ending: 'end', template: '', steps: [] });
    expect(Object.keys(empty)).not.toContain('name');
  });

  it('sends what is given, and leaves out what is not', () => {
    expect(parametersOf(INPUTS, { ...empty, label: 'x', template: 'f1' })).toEqual({
      ...{ label: 'x', lines: 3, loud: true, ending: 'end', template: { id: 'f1' } },
    });
  });

  it('sends a text that was emptied as empty, where there is a default that it would have otherwise', () => {
    expect(parametersOf(INPUTS, { ...empty, ending: '' })).toMatchObject({ ending: '' });
  });

  it('sends a number as a number, also with a comma, and what is none as it was typed', () => {
    const of = (lines: string): unknown => parametersOf(INPUTS, { ...empty, lines })['lines'];
    expect([of('7'), of(' 2,5 '), of('1e3'), of('three'), of('')]).toEqual([7, 2.5, 1000, 'three', undefined]);
  });

  it('sends lists of objects, an item that is left empty too', () => {
    const steps = [
      { key: 'a', n: '1' },
      { key: '', n: '' },
    ];
    expect(parametersOf(INPUTS, { ...empty, steps })['steps']).toEqual([{ key: 'a', n: 1 }, {}]);
  });

  it('takes the values of a job, and sends only what differs; null for what was emptied', () => {
    const before = draftOf(INPUTS, {
      source: 's',
      label: 'x',
      limits: { most: 2 },
      template: { id: 'f1' },
    }) as DraftFields;
    expect(changesOf(INPUTS, before, before)).toEqual({});
    const after = { ...before, label: 'y', template: '', limits: { most: '', of: '' } };
    expect(changesOf(INPUTS, before, after)).toEqual({ label: 'y', template: null, limits: null });
  });
});

describe('what is wrong with the inputs', () => {
  const draft = { ...empty, steps: [{ key: '', n: '' }] };
  const paths = pathsOf(INPUTS, draft);
  const shown = (path: string): string =>
    Object.keys(problemsByField([{ path, message: 'No.' }], paths))[0] ?? 'nowhere';

  it('is said at its field, in lists and groups too', () => {
    expect(paths).toEqual(expect.arrayContaining(['steps', 'steps[0]', 'steps[0].key', 'limits.most']));
    expect(['label', 'steps[0].key', 'limits.most', 'parameters.label'].map(shown)).toEqual([
      ...['label', 'steps[0].key', 'limits.most', 'label'],
    ]);
  });

  it('is said at the nearest field around it where it has none itself', () => {
    expect(['template.id', 'steps[1].key', 'steps[0].odd', 'labels'].map(shown)).toEqual([
      ...['template', 'steps', 'steps[0]', ''],
    ]);
    const odd = [{ path: 'odd', message: 'There is no such field.' }, { path: '', message: 'No.' }]; // prettier-ignore
    expect(problemsByField(odd, paths)).toEqual({ '': 'odd: There is no such field. No.' });
  });
});
