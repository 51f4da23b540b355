import { bulkDelete, bulkInsertValues, bulkUpdate } from '../../persistence/bulk/bulk.js';
import { reserveIds } from '../../persistence/bulk/reserve-ids.js';
import type { Tx } from '../../persistence/tx.js';
import { RelationshipPair } from '../relationship/relationship-pair.entity.js';
import { Relationship } from '../relationship/relationship.entity.js';
import type { ColumnNode, RelationshipDraft, TableNode } from './plan-state.js';

/** The columns of a `Relationship` that discovery writes. */
const CAPTURED = [
  'constraintName', 'targetTableId', 'targetSchema', 'targetTableName', 'onUpdate', 'onDelete', 'deferrable',
  'missingSince',
] as const satisfies readonly (keyof Relationship)[]; // prettier-ignore

/** What discovery gives a new relationship; the rest is for people, and empty. */
const NEW = [
  'id', 'sqlDbId', 'key', 'kind', 'sourceTableId', 'version', ...CAPTURED,
] as const satisfies readonly (keyof Relationship)[]; // prettier-ignore

const PAIR = [
  'relationshipId', 'position', 'sourceColumnId', 'targetColumnId', 'sourceColumn', 'targetColumn',
] as const satisfies readonly (keyof RelationshipPair)[]; // prettier-ignore

/** Inserts new relationships, updates those that differ, and writes their pairs anew. Tables and columns have their ids. */
export async function applyRelationships(tx: Tx, sqlDbId: string, drafts: readonly RelationshipDraft[]): Promise<void> {
  const known = drafts.filter(({ isNew }) => !isNew);
  await bulkUpdate(tx, Relationship, 'id', known.map(rowOf), CAPTURED);
  await bulkDelete(tx, RelationshipPair, 'relationshipId', known.flatMap(({ id, pairs }) => (pairs ? [id] : []))); // prettier-ignore
  await insertNew(tx, sqlDbId, drafts.filter(({ isNew }) => isNew)); // prettier-ignore
  await insertPairs(tx, drafts);
}

async function insertNew(tx: Tx, sqlDbId: string, drafts: readonly RelationshipDraft[]): Promise<void> {
  if (drafts.length === 0) return;
  let id = await reserveIds(tx, Relationship, drafts.length);
  await bulkInsertValues(tx, Relationship, NEW, drafts, (draft) => {
    const { key, kind, constraintName, targetSchema, targetTable, onUpdate, onDelete, deferrable } = draft.captured;
    draft.id = id++;
    return [
      draft.id,
      sqlDbId,
      key,
      kind,
      idOf(draft.table) ?? 0,
      1,
      constraintName,
      idOf(draft.target),
      targetSchema,
      targetTable,
      onUpdate,
      onDelete,
      deferrable,
      null,
    ];
  });
}

/** The pairs that are to be written, each with its place in its relationship. */
function pairsOf(drafts: readonly RelationshipDraft[]) {
  return drafts.flatMap((relationship) =>
    (relationship.pairs ?? []).map((pair, index) => ({ relationship, pair, index })),
  );
}

async function insertPairs(tx: Tx, drafts: readonly RelationshipDraft[]): Promise<void> {
  await bulkInsertValues(tx, RelationshipPair, PAIR, pairsOf(drafts), ({ relationship, pair, index }) => [
    relationship.id,
    index + 1,
    idOf(pair.source),
    idOf(pair.target),
    pair.sourceColumn,
    pair.targetColumn,
  ]);
}

function rowOf({ id, captured, target }: RelationshipDraft) {
  const { targetTable: targetTableName, ...rest } = captured;
  return { ...rest, id, targetTableName, targetTableId: idOf(target), missingSince: null };
}

const idOf = (thing: TableNode | ColumnNode | number | null): number | null =>
  typeof thing === 'object' ? (thing?.id ?? null) : thing;
