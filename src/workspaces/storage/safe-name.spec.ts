import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../../common/errors.js';
import { isSafeName, keyParts, numberedName, safeName } from './safe-name.js';

describe('safeName', () => {
  it.each([
    ['tables.csv', 'tables.csv'],
    ['Übersicht (2) 3.5.tar.gz', 'Übersicht (2) 3.5.tar.gz'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\system.ini', 'system.ini'],
    ['..', 'file'],
    ['', 'file'],
    ['...hidden', 'hidden'],
    ['trailing. . ', 'trailing'],
    ['a\u0000b\nc"d\'e$f`g;h|i?j*k<l>m:n%o&p', 'a_b_c_d_e_f_g_h_i_j_k_l_m_n_o_p'],
    ['right\u202eto\u200bleft', 'right_to_left'],
    ['\ud800half', '_half'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['job_2', '_job_2'],
    ['attempt_1', '_attempt_1'],
    ['e\u0301', '\u00e9'],
  ])('makes %j %j', (given, safe) => {
    expect(safeName(given)).toBe(safe);
    expect(isSafeName(safe)).toBe(true);
  });

  it('keeps the extension of a name that is too long, and no half character', () => {
    const long = safeName(`${'ü'.repeat(300)}.csv`);
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(120);
    expect(long).toMatch(/^ü+\.csv$/);
    expect(isSafeName(long)).toBe(true);
    expect(isSafeName(safeName('👩‍👩‍👧'.repeat(50)))).toBe(true);
  });
});

describe('numberedName', () => {
  it('puts the number before the extension, within the length', () => {
    expect(numberedName('report.csv', 1)).toBe('report_1.csv');
    expect(numberedName('archive.tar.gz', 2)).toBe('archive_2.tar.gz');
    expect(numberedName('README', 3)).toBe('README_3');
    const long = numberedName(safeName(`${'x'.repeat(300)}.csv`), 12);
    expect([Buffer.byteLength(long), long.endsWith('_12.csv')]).toEqual([120, true]);
  });
});

describe('keyParts', () => {
  it('takes places of jobs and imports', () => {
    expect(keyParts('sales-01/jobs/job_1/job_2/attempt_2/x.csv')).toHaveLength(6);
  });

  it.each([
    '',
    '/etc/passwd',
    'a/../b',
    'a//b',
    'a/.',
    'a/b/',
    'a\\b',
    '.hidden',
    'a/\u0000',
    `a/${'x/'.repeat(400)}y`,
  ])('refuses %j', (key) => {
    expect(() => keyParts(key)).toThrow(InvalidInputError);
  });
});
