import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../../common/errors.js';
import type { Breather } from './breather.js';
import type { DiffOptions } from './diff-types.js';
import { knownColumns, tableDetails } from './picture.js';
import type { Candidate, PlanState } from './plan-state.js';
import { planTable, type KnownParts } from './plan-table.js';
import { relationshipsBySource } from './relationship-picture.js';

/** Tables that are compared at once: between two such groups their documents and rows may be forgotten. */
const GROUP = 250;

/** Compares the catalogued tables that have another document, or were missing, with what the catalogue has of them. */
export async function planChanged(
  manager: EntityManager,
  state: PlanState,
  { scope, parse }: DiffOptions,
  changed: readonly Candidate[],
  breather: Breather,
): Promise<void> {
  for (let start = 0; start < changed.length; start += GROUP) {
    const group = changed.slice(start, start + GROUP);
    const ids = group.map(({ node }) => node.id);
    const details = await tableDetails(manager, ids);
    await breather.rest();
    const columns = scope === 'tables' ? new Map() : await knownColumns(manager, ids);
    await breather.rest();
    const relationships = scope === 'tables' ? new Map() : await relationshipsBySource(manager, ids);
    await breather.rest();
    for (const candidate of group) {
      if (breather.due) await breather.rest();
      const { id } = candidate.node;
      const detail = details.get(id);
      if (!detail) throw new NotFoundError('table', id);
      const parts: KnownParts = {
        details: detail,
        columns: columns.get(id) ?? [],
        relationships: relationships.get(id) ?? [],
      };
      planTable(state, scope, candidate, parse(candidate.entry), parts);
    }
  }
}
