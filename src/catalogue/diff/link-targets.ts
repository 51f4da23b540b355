import type { EntityManager } from 'typeorm';
import { tableKey } from '../../common/snapshot.js';
import type { Breather } from './breather.js';
import { columnNames } from './picture.js';
import type { ColumnNode, PlanState, RelationshipDraft, TableNode } from './plan-state.js';
import { knownRelationships, type KnownRelationship } from './relationship-picture.js';

/**
 * Links relationships to their target columns: those that the plan writes, and those of tables that have not changed
 * whose target has only now appeared.
 */
export async function linkTargets(
  manager: EntityManager,
  sqlDbId: string,
  state: PlanState,
  breather: Breather,
): Promise<void> {
  const late = await lateDrafts(manager, sqlDbId, state);
  const drafts = [...state.writes.relationships, ...late.map(({ draft }) => draft)];
  await loadColumns(manager, drafts);
  for (const { target, pairs } of drafts) {
    if (breather.due) await breather.rest();
    if (target === null || typeof target === 'number') continue;
    for (const pair of pairs ?? []) pair.target = target.columns?.get(pair.targetColumn) ?? pair.target;
  }
  for (const { draft, known } of late) {
    if (!isLinkedBetter(draft, known)) continue;
    state.writes.relationships.push(draft);
    if (known.kind === 'declared' && known.targetTableId === null) state.linkedLate++;
  }
}

interface Late {
  readonly known: KnownRelationship;
  readonly draft: RelationshipDraft;
}

/** Relationships that are as they were, and might be linked to more than they are. */
async function lateDrafts(manager: EntityManager, sqlDbId: string, state: PlanState): Promise<Late[]> {
  const found = [...state.unlinked];
  if (state.writes.newTables.length > 0 && state.nodes.size > state.writes.newTables.length) {
    found.push(
      ...(await knownRelationships(manager, { unlinkedOf: sqlDbId })).filter((one) => isUncompared(state, one)),
    );
  }
  const grown = [...state.grownTables];
  found.push(...(await knownRelationships(manager, { unpairedTo: grown })).filter((one) => isUncompared(state, one)));
  if (found.length === 0) return [];
  const byId = new Map([...state.nodes.values()].map((node) => [node.id, node]));
  return found.flatMap((known) => (known.missingSince === null ? (lateDraft(state, byId, known) ?? []) : []));
}

/** Whether the plan has not dealt with it already: declared keys of compared tables it has. */
const isUncompared = (state: PlanState, { kind, sourceTableId }: KnownRelationship): boolean =>
  kind !== 'declared' || !state.comparedTables.has(sourceTableId);

function lateDraft(state: PlanState, byId: ReadonlyMap<number, TableNode>, known: KnownRelationship): Late | null {
  const target = state.nodes.get(tableKey(known.targetSchema, known.targetTable));
  if (!target) return null;
  const { id, key, kind, constraintName, sourceTableId, targetSchema, targetTable, onUpdate, onDelete, deferrable } =
    known;
  const captured = { key, kind, constraintName, targetSchema, targetTable, onUpdate, onDelete, deferrable };
  const source = byId.get(sourceTableId);
  const pairs = known.pairs.map(({ sourceColumn, targetColumn, sourceColumnId, targetColumnId }) => ({
    sourceColumn,
    targetColumn,
    source: sourceColumnId ?? source?.columns?.get(sourceColumn) ?? null,
    target: targetColumnId,
  }));
  return { known, draft: { id, isNew: false, table: sourceTableId, captured, target, pairs } };
}

function isLinkedBetter(draft: RelationshipDraft, known: KnownRelationship): boolean {
  if (known.targetTableId === null) return true;
  return (draft.pairs ?? []).some(({ source, target }, index) => {
    const was = known.pairs[index];
    return (was?.targetColumnId === null && target !== null) || (was?.sourceColumnId === null && source !== null);
  });
}

/** Loads the names of columns of target tables that were not compared. */
async function loadColumns(manager: EntityManager, drafts: readonly RelationshipDraft[]): Promise<void> {
  const wanted = new Map<number, TableNode>();
  for (const { target } of drafts) {
    if (target !== null && typeof target === 'object' && target.columns === null) wanted.set(target.id, target);
  }
  for (const node of wanted.values()) node.columns = new Map<string, ColumnNode>();
  for (const { id, tableId, name } of await columnNames(manager, [...wanted.keys()])) {
    const node = wanted.get(tableId);
    node?.columns?.set(name, { id, table: node, name });
  }
}
