import type { SourceConnection } from '../engine.js';
import { grantsFor } from './postgresql.errors.js';

/** A row of PRIVILEGES. */
export type PrivilegeRow = readonly [schema: string, usage: string, unreadableTables: string];

/**
 * What an account lacks, with the GRANTs that give it. None of it is needed to read the structure, which any account
 * sees in pg_catalog; tasks that look at samples need it.
 */
export function privilegeWarnings(connection: SourceConnection, rows: readonly PrivilegeRow[]): string[] {
  return rows.flatMap(([schema, usage, unreadable]) => {
    if (usage === 't' && unreadable === '0') return [];
    const what = usage === 't' ? `may not SELECT from ${unreadable} tables of` : 'has no USAGE of';
    return [
      `The account ${what} schema "${schema}". Its structure is read all the same; for tasks that sample data: ` +
        grantsFor(connection, schema),
    ];
  });
}
