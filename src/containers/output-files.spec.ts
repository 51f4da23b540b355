import { describe, expect, it } from '@jest/globals';
import { Container } from './container.js';
import { findAllFiles } from './introspection.js';
import { setOutputFileNames, unsetMissingFiles } from './output-files.js';
import { file, list, number, object } from './schema.js';

const csv = file({ type: 'text/csv', extension: '.csv', subTypes: { 1: 'tables' } });
const outputs = object({
  table: csv,
  report: object({ page: file({ type: 'text/html', extension: '.html' }) }),
  parts: list(object({ file: csv, rows: number({ optional: true }) })),
  raw: file({ type: 'application/octet-stream', optional: true }),
});

/** Parameter name → path. */
const pathsOf = (container: Container<typeof outputs>): Record<string, string | undefined> =>
  Object.fromEntries(findAllFiles(container).map((node) => [node.parameterName, node.draft()?.path]));

describe('the names of output files', () => {
  it('are the fields’ paths in plain characters, with the declared extension', () => {
    const container = Container.of(outputs, { parts: [{}, {}] });
    const assigned = setOutputFileNames(container, '/jobs/job_1');
    expect(pathsOf(container)).toEqual({
      table: '/jobs/job_1/table.csv',
      'report.page': '/jobs/job_1/report_page.html',
      'parts[0].file': '/jobs/job_1/parts_0_file.csv',
      'parts[1].file': '/jobs/job_1/parts_1_file.csv',
      raw: '/jobs/job_1/raw',
    });
    expect(assigned).toHaveLength(5);
    expect(container.get('table')).toEqual({ name: 'table.csv', path: '/jobs/job_1/table.csv' });
  });

  it('keep what a user set', () => {
    const container = Container.of(outputs, {
      table: { path: '/home/anna/mine.csv', subType: 1 },
      report: { page: { id: 'f1' } },
      raw: { name: 'dump.bin', annotation: 'as it came' },
    });
    expect(setOutputFileNames(container, '/jobs/job_1').map(({ path }) => path)).toEqual(['raw']);
    expect(container.get('table')).toEqual({ path: '/home/anna/mine.csv', subType: 1 });
    expect(container.get('report.page')).toEqual({ id: 'f1' });
    expect(container.get('raw')).toEqual({
      name: 'dump.bin',
      path: '/jobs/job_1/dump.bin',
      annotation: 'as it came',
    });
  });

  it('are plain for the items of a list of files, too', () => {
    const container = Container.of(object({ parts: list(csv) }), { parts: [{}, { name: 'mine.txt' }] });
    setOutputFileNames(container, '/jobs');
    expect(container.draft()).toEqual({
      parts: [
        { name: 'parts_0.csv', path: '/jobs/parts_0.csv' },
        { name: 'mine.txt', path: '/jobs/mine.txt' },
      ],
    });
  });

  it('are all new when forced; what else was said of a file stays', () => {
    const container = Container.of(outputs, {
      table: { path: '/home/anna/mine.csv', subType: 1 },
      report: { page: { id: 'f1' } },
    });
    setOutputFileNames(container, '/jobs/job_2', { force: true });
    expect(container.get('table')).toEqual({ path: '/jobs/job_2/table.csv', name: 'table.csv', subType: 1 });
    expect(container.get('report.page')).toEqual({ path: '/jobs/job_2/report_page.html', name: 'report_page.html' });
  });

  it('are no two alike, also where case does not count', () => {
    const alike = object({ a_b: csv, A: object({ B: csv }), a: object({ b: csv }), con: csv });
    const container = Container.of(alike, { a_b: { path: '/jobs/a_b.csv' } });
    setOutputFileNames(container, '/jobs');
    expect(findAllFiles(container).map((node) => node.draft()?.path)).toEqual([
      '/jobs/a_b.csv',
      '/jobs/A_B_1.csv',
      '/jobs/a_b_2.csv',
      '/jobs/con_file.csv',
    ]);
  });
});

describe('ten thousand files of one name', () => {
  it('are numbered without looking each time from the start', () => {
    const many = Container.of(object({ parts: list(csv) }), { parts: new Array(10_000).fill({ name: 'part.csv' }) });
    const names = setOutputFileNames(many, '/jobs').map((node) => node.draft()?.name);
    expect([names[0], names[1], names.at(-1)]).toEqual(['part.csv', 'part_1.csv', 'part_9999.csv']);
    expect(new Set(names).size).toBe(10_000);
  });
});

describe('missing files', () => {
  it('are unset, and the others keep their parameter names', async () => {
    const container = Container.of(outputs, { parts: [{}, {}], raw: { id: 'f1' } });
    setOutputFileNames(container, '/jobs/job_1');
    const missing = await unsetMissingFiles(container, async (path) => !/table|parts_0/.test(path));
    expect(missing.map(({ path }) => path)).toEqual(['table', 'parts[0].file']);
    expect(pathsOf(container)).toEqual({
      table: undefined,
      'report.page': '/jobs/job_1/report_page.html',
      'parts[0].file': undefined,
      'parts[1].file': '/jobs/job_1/parts_1_file.csv',
      raw: undefined,
    });
    expect(container.get('raw')).toEqual({ id: 'f1' });
  });
});
