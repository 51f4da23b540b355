import { describe, expect, it } from '@jest/globals';
import { nextFingerprint, PUBLISHED, wasPublished } from './fingerprints.js';

describe('nextFingerprint', () => {
  it('is that of the document when all of a table is published', () => {
    for (const known of [null, '', 'old', PUBLISHED.tables])
      expect(nextFingerprint('all', known, 'new', false)).toBe('new');
  });

  it('says how far single steps have come', () => {
    const afterTables = nextFingerprint('tables', null, 'new', true);
    expect(wasPublished(afterTables, 'columns')).toBe(false);
    const afterColumns = nextFingerprint('columns', afterTables, 'new', true);
    expect([wasPublished(afterColumns, 'columns'), wasPublished(afterColumns, 'relationships')]).toEqual([true, false]);
    const afterKeys = nextFingerprint('relationships', afterColumns, 'new', false);
    expect([wasPublished(afterKeys, 'relationships'), afterKeys]).toEqual([true, '']);
  });

  it('is cleared by a step that writes, so that going back is noticed', () => {
    expect(nextFingerprint('columns', 'old', 'new', true)).toBe('');
    expect(nextFingerprint('columns', 'old', 'new', false)).toBe('old');
  });
});
