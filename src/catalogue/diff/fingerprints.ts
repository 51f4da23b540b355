import type { DiffScope } from './diff-types.js';

/** The parts of a table, in the order in which single steps publish them. */
export type Part = 'tables' | 'columns' | 'relationships';

/**
 * What stands in place of a fingerprint while only the first parts of a table have ever been published: what comes with
 * the others is no change then.
 */
export const PUBLISHED = { tables: '~tables', columns: '~columns' } as const;

/** Whether a part of a table has been published before. `fingerprint` null: the table is new. */
export function wasPublished(fingerprint: string | null, part: Part): boolean {
  if (fingerprint === null) return false;
  if (part === 'tables') return true;
  if (part === 'columns') return fingerprint !== PUBLISHED.tables;
  return fingerprint !== PUBLISHED.tables && fingerprint !== PUBLISHED.columns;
}

/**
 * The fingerprint to keep with what is published: the document's when all of it is, else one that makes the next whole
 * discovery compare the table in full.
 * @param known null for a new table
 * @param differs whether something of the table is written
 */
export function nextFingerprint(scope: DiffScope, known: string | null, document: string, differs: boolean): string {
  if (scope === 'all') return document;
  if (known === null) return PUBLISHED.tables;
  if (wasPublished(known, 'relationships')) return differs ? '' : known;
  if (scope === 'tables') return known;
  return scope === 'columns' ? PUBLISHED.columns : '';
}
