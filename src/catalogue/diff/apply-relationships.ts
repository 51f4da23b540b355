import { bulkDelete, bulkInsert, bulkUpdate } from '../../persistence/bulk/bulk.js';
import { reserveIds } from '../../persistence/bulk/reserve-ids.js';
import type { Tx } from '../../persistence/tx.js';
import { RelationshipPair } from '../relationship/relationship-pair.entity.js';
import { Relationship } from '../relationship/relationship.entity.js';
import { AT_ONCE } from './apply-new.js';
import type { ColumnNode, RelationshipDraft, TableNode } from './plan-state.js';

/** The columns of a `Relationship` that discovery writes. */
const CAPTURED = [
  'constraintName', 'targetTableId', 'targetSchema', 'targetTableName', 'onUpdate', 'onDelete', 'deferrable',
  'missingSince',
] as const satisfies readonly (keyof Relationship)[]; // prettier-ignore

/** Inserts new relationships, updates those that differ, and writes their pairs anew. Tables and columns have their ids. */
export async function applyRelationships(tx: Tx, sqlDbId: string, drafts: readonly RelationshipDraft[]): Promise<void> {
  const known = drafts.filter(({ isNew }) => !isNew);
  await bulkUpdate(tx, Relationship, 'id', known.map(rowOf), CAPTURED);
  await bulkDelete(tx, RelationshipPair, 'relationshipId', known.flatMap(({ id, pairs }) => (pairs ? [id] : []))); // prettier-ignore
  await insertNew(tx, sqlDbId, drafts.filter(({ isNew }) => isNew)); // prettier-ignore
  for (let start = 0; start < drafts.length; start += AT_ONCE) {
    await bulkInsert(tx, RelationshipPair, drafts.slice(start, start + AT_ONCE).flatMap(pairsOf));
  }
}

async function insertNew(tx: Tx, sqlDbId: string, drafts: readonly RelationshipDraft[]): Promise<void> {
  if (drafts.length === 0) return;
  let id = await reserveIds(tx, Relationship, drafts.length);
  for (let start = 0; start < drafts.length; start += AT_ONCE) {
    const rows = drafts.slice(start, start + AT_ONCE).map((draft) => {
      draft.id = id++;
      const { key, kind } = draft.captured;
      const sourceTableId = idOf(draft.table) ?? 0;
      // The spread comes last: additions to a spread object take ten times as long.
      return { sqlDbId, key, kind, sourceTableId, description: null, version: 1, ...rowOf(draft) };
    });
    await bulkInsert(tx, Relationship, rows);
  }
}

function rowOf({ id, captured, target }: RelationshipDraft) {
  const { constraintName, targetSchema, targetTable: targetTableName, onUpdate, onDelete, deferrable } = captured;
  const targetTableId = idOf(target);
  return {
    id,
    constraintName,
    targetTableId,
    targetSchema,
    targetTableName,
    onUpdate,
    onDelete,
    deferrable,
    missingSince: null,
  };
}

function pairsOf({ id, pairs }: RelationshipDraft) {
  return (pairs ?? []).map(({ sourceColumn, targetColumn, source, target }, index) => ({
    relationshipId: id,
    position: index + 1,
    sourceColumnId: idOf(source),
    targetColumnId: idOf(target),
    sourceColumn,
    targetColumn,
  }));
}

const idOf = (thing: TableNode | ColumnNode | number | null): number | null =>
  typeof thing === 'object' ? (thing?.id ?? null) : thing;
