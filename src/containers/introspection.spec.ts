import { describe, expect, it } from '@jest/globals';
import { Container } from './container.js';
import {
  checkFileAttributes,
  extractFileMetadata,
  extractKpiValues,
  extractParameterName,
  findAllFiles,
  findObjectsByType,
  findObjectsMatching,
  getFileFullPath,
  validateFileMetadataCompleteness,
} from './introspection.js';
import { file, flag, list, number, object, text, type FileValue } from './schema.js';

const cell = object({ a: number(), b: number() });
const reflections = file({
  label: 'Reflections',
  type: 'text/csv',
  extension: '.csv',
  subTypes: { 1: 'observed', 2: 'merged' },
  contentFlags: { 1: 'amplitudes' },
});
const schema = object({
  data: object({ HKLIN: list(object({ file: reflections, cell })) }),
  cell,
  log: file({ type: 'text/plain', optional: true }),
  verbose: flag({ default: false }),
});

function filled(): Container<typeof schema> {
  return Container.of(schema, {
    data: {
      HKLIN: [
        { file: { id: 'f1', subType: 2 } },
        { file: { path: '/data/b.txt', type: 'text/csv', contentFlag: 1, annotation: 'mine' } },
      ],
    },
    cell: { a: 1, b: 2 },
  });
}

describe('findAllFiles', () => {
  it('finds every declared file, set or not, in lists each item', () => {
    expect(findAllFiles(filled()).map(({ path, state }) => [path, state])).toEqual([
      ['data.HKLIN[0].file', 'explicit'],
      ['data.HKLIN[1].file', 'explicit'],
      ['log', 'not-set'],
    ]);
  });

  it('takes a part of a container too', () => {
    const container = filled();
    expect(findAllFiles(container.node('data.HKLIN[1]')).map(({ path }) => path)).toEqual(['data.HKLIN[1].file']);
    expect(findAllFiles(container.node('cell'))).toEqual([]);
  });

  it('has the values typed', () => {
    const values: (FileValue | undefined)[] = findAllFiles(filled()).map((node) => node.draft());
    expect(values[0]).toEqual({ id: 'f1', subType: 2 });
  });
});

describe('findObjectsByType', () => {
  it('finds by kind', () => {
    const numbers = findObjectsByType(filled(), 'number');
    const values: (number | undefined)[] = numbers.map((node) => node.draft());
    expect(values).toEqual([undefined, undefined, undefined, undefined, 1, 2]);
    expect(findObjectsByType(filled(), 'list').map(({ path }) => path)).toEqual(['data.HKLIN']);
  });

  it('finds by the declared schema, typed as this', () => {
    const cells = findObjectsByType(filled(), cell);
    const last: { readonly a?: number; readonly b?: number } | undefined = cells.at(-1)?.draft();
    expect(cells.map(({ path }) => path)).toEqual(['data.HKLIN[0].cell', 'data.HKLIN[1].cell', 'cell']);
    expect(last).toEqual({ a: 1, b: 2 });
  });
});

describe('findObjectsMatching', () => {
  it('finds what a test picks', () => {
    const defaults = findObjectsMatching(filled(), ({ state }) => state === 'default');
    expect(defaults.map(({ path }) => path)).toEqual(['verbose']);
  });
});

describe('extractParameterName', () => {
  it('is the path, in a list from the first bracket on', () => {
    const container = filled();
    expect(extractParameterName(container.node('data.HKLIN[1].file'))).toBe('HKLIN[1].file');
    expect(extractParameterName(container.node('cell.a'))).toBe('cell.a');
  });
});

describe('extractFileMetadata', () => {
  it('is what was set, and where that says nothing, what was declared', () => {
    expect(extractFileMetadata(filled().node('data.HKLIN[0].file'))).toEqual({
      parameterName: 'HKLIN[0].file',
      path: 'data.HKLIN[0].file',
      state: 'explicit',
      label: 'Reflections',
      id: 'f1',
      name: null,
      type: 'text/csv',
      extension: '.csv',
      subType: 2,
      subTypeLabel: 'merged',
      contentFlag: null,
      contentFlagLabel: null,
      annotation: null,
    });
    expect(extractFileMetadata(filled().node('log'))).toMatchObject({ state: 'not-set', label: 'log', id: null });
  });
});

describe('checkFileAttributes', () => {
  it('compares a file with its declaration', () => {
    const container = filled();
    expect(checkFileAttributes(container.node('data.HKLIN[0].file'))).toEqual([]);
    expect(checkFileAttributes(container.node('data.HKLIN[1].file'))).toEqual([
      { path: 'data.HKLIN[1].file.path', message: 'Give a name that ends in .csv.' },
    ]);
  });

  it('goes by the name where there is one, and by nothing when nothing was set', () => {
    const container = Container.of(schema);
    container.add('data.HKLIN', { file: { name: 'A.CSV', path: '/store/0190' } });
    expect(checkFileAttributes(container.node('data.HKLIN[0].file'))).toEqual([]);
    expect(checkFileAttributes(container.node('log'))).toEqual([]);
  });
});

describe('getFileFullPath', () => {
  it('is the path, else the name in a directory, else null', () => {
    const container = filled();
    expect(getFileFullPath(container.node('data.HKLIN[1].file'))).toBe('/data/b.txt');
    container.set('log', { name: 'run.log' });
    expect(getFileFullPath(container.node('log'), '/jobs/job_1')).toBe('/jobs/job_1/run.log');
    expect(getFileFullPath(container.node('log'))).toBeNull();
    expect(getFileFullPath(container.node('data.HKLIN[0].file'), '/jobs/job_1')).toBeNull();
  });

  it('never leaves the directory', () => {
    const container = filled();
    for (const name of ['../x', '/etc/passwd', '..', 'a\\b']) {
      expect(() => container.set('log', { name })).toThrow('log.name: Give a plain file name.');
    }
  });
});

describe('validateFileMetadataCompleteness', () => {
  it('says what is missing', () => {
    const container = filled();
    expect(validateFileMetadataCompleteness(container.node('data.HKLIN[0].file'))).toEqual({
      complete: false,
      missing: ['name', 'contentFlag'],
    });
    expect(validateFileMetadataCompleteness(container.node('data.HKLIN[1].file')).missing).toEqual(['subType']);
    expect(validateFileMetadataCompleteness(container.node('log')).missing).toEqual(['path', 'name']);
    container.set('log', { path: '/jobs/run.log' });
    expect(validateFileMetadataCompleteness(container.node('log'))).toEqual({ complete: true, missing: [] });
  });
});

describe('extractKpiValues', () => {
  const indicators = object({
    tables: number({ integer: true }),
    verdict: text({ choices: ['good', 'bad'] }),
    partial: flag({ default: false }),
    cycles: list(object({ r: number() })),
    log: file({ type: 'text/plain', optional: true }),
  });

  it('has what has a value, by path and typed by the schema', () => {
    const values = extractKpiValues(Container.of(indicators, { verdict: 'good', cycles: [{ r: 0.5 }, { r: 0.25 }] }));
    const tables: number | undefined = values.tables;
    const verdict: 'good' | 'bad' | undefined = values.verdict;
    const second: number | undefined = values['cycles[1].r'];
    expect([tables, verdict, second]).toEqual([undefined, 'good', 0.25]);
    expect(values).toEqual({ verdict: 'good', partial: false, 'cycles[0].r': 0.5, 'cycles[1].r': 0.25 });
    // @ts-expect-error a file is no indicator
    expect(values.log).toBeUndefined();
  });

  it('works with any schema', () => {
    const any: Container = Container.of(indicators, { tables: 7 });
    expect(extractKpiValues(any)).toEqual({ tables: 7, partial: false });
  });
});
