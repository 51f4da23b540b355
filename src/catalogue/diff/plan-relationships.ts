import { tableKey, type SnapshotForeignKey, type SnapshotTable } from '../../common/snapshot.js';
import { foreignKeyKeys } from '../stable-keys.js';
import { sameValue } from './captured-column.js';
import type { Report } from './change-draft.js';
import { wasThere } from './plan-columns.js';
import type { CapturedRelationship, PlanState, RelationshipDraft, TableNode } from './plan-state.js';
import type { KnownRelationship } from './relationship-picture.js';
import { storable } from './storable.js';

/**
 * Compares a catalogued table's declared keys with the catalogue's and plans what differs. Targets are linked to tables here, to
 * columns once every table has been compared (link-targets.ts).
 * @returns whether anything is written for them
 */
export function planRelationships(
  state: PlanState,
  node: TableNode,
  document: SnapshotTable,
  known: readonly KnownRelationship[],
  report: Report,
): boolean {
  const { writes } = state;
  const before = writes.relationships.length + writes.missingRelationships.length;
  const left = new Map(known.filter(({ kind }) => kind === 'declared').map((one) => [one.key, one]));
  const keys = foreignKeyKeys(document.foreignKeys);
  document.foreignKeys.forEach((foreignKey, index) => {
    const key = keys[index] ?? '';
    const found = left.get(key);
    left.delete(key);
    const target = state.nodes.get(tableKey(foreignKey.refSchema, foreignKey.refTable)) ?? null;
    const draft = draftOf(node, foreignKey, key, found, target);
    if (draft.target === null) state.outside++;
    else state.linked++;
    planOne(state, node, draft, found, report);
  });
  for (const gone of left.values()) planGone(state, node, gone, report);
  state.comparedTables.add(node.id);
  return writes.relationships.length + writes.missingRelationships.length > before;
}

/** Plans the declared keys of a new table; {@link findTargets} links them to tables. */
export function planNewRelationships(state: PlanState, node: TableNode, document: SnapshotTable): void {
  const keys = foreignKeyKeys(document.foreignKeys);
  document.foreignKeys.forEach((foreignKey, index) => {
    const draft = draftOf(node, foreignKey, keys[index] ?? '', undefined, null);
    state.writes.relationships.push(draft);
    state.untargeted.push({ draft, targetKey: tableKey(foreignKey.refSchema, foreignKey.refTable) });
  });
}

/** Links the keys of new tables to tables, now that every table is known. */
export function findTargets(state: PlanState): void {
  for (const { draft, targetKey } of state.untargeted) {
    draft.target = state.nodes.get(targetKey) ?? null;
    if (draft.target === null) state.outside++;
    else {
      state.linked++;
      state.relationships.created++;
    }
  }
}

function planOne(
  state: PlanState,
  node: TableNode,
  draft: RelationshipDraft,
  found: KnownRelationship | undefined,
  report: Report,
): void {
  const tally = draft.target === null ? null : state.relationships;
  const name = draft.captured.constraintName;
  const facts = factsOf(draft.captured, draft.pairs ?? []);
  if (!found) {
    if (tally) tally.created++;
    state.writes.relationships.push(draft);
    report('relationship', 'added', name, null, facts);
    return;
  }
  const was = factsOf(found, found.pairs);
  const same = sameValue(was, facts) && found.constraintName === name;
  const relinked = found.targetTableId !== idOf(draft.target);
  if (found.missingSince !== null || !same || relinked) {
    if (tally && found.missingSince !== null) tally.returned++;
    else if (tally && !same) tally.updated++;
    else if (tally) tally.unchanged++;
    state.writes.relationships.push(draft);
  } else {
    if (tally) tally.unchanged++;
    if (found.pairs.some(({ sourceColumnId, targetColumnId }) => sourceColumnId === null || targetColumnId === null)) {
      state.unlinked.push(found);
    }
  }
  if (!wasThere(node, found)) report('relationship', 'returned', name, null, facts);
  else if (!same) {
    state.afterTables.push(() => {
      if (!followsTarget(state, found, draft)) report('relationship', 'redefined', name, was, facts);
    });
  }
}

function planGone(state: PlanState, node: TableNode, gone: KnownRelationship, report: Report): void {
  if (gone.missingSince === null) {
    state.writes.missingRelationships.push(gone.id);
    if (gone.targetTableId !== null) state.relationships.missing++;
  }
  if (!wasThere(node, gone)) return;
  state.afterTables.push(() => {
    const dropped = state.droppedColumns.get(node.key);
    const went = gone.pairs.some(({ sourceColumn }) => dropped?.has(sourceColumn)) || targetColumnsGone(state, gone);
    if (!went) report('relationship', 'missing', gone.constraintName, factsOf(gone, gone.pairs), null);
  });
}

/** Whether a key differs only because its target was renamed: that is told of the target, or of its columns. */
function followsTarget(state: PlanState, was: KnownRelationship, is: RelationshipDraft): boolean {
  if (targetColumnsGone(state, was)) return true;
  const pairs = is.pairs ?? [];
  const retargeted = { ...was, targetSchema: is.captured.targetSchema, targetTable: is.captured.targetTable };
  if (!sameValue(factsOf(retargeted, was.pairs), factsOf(is.captured, pairs))) return false;
  const former = state.nodes.get(tableKey(was.targetSchema, was.targetTable));
  const vanished = former !== undefined && state.vanished.has(former.key);
  return vanished && typeof is.target === 'object' && is.target?.known === null;
}

function targetColumnsGone(state: PlanState, was: KnownRelationship): boolean {
  const dropped = state.droppedColumns.get(tableKey(was.targetSchema, was.targetTable));
  return dropped !== undefined && was.pairs.some(({ targetColumn }) => dropped.has(targetColumn));
}

function draftOf(
  node: TableNode,
  foreignKey: SnapshotForeignKey,
  key: string,
  found: KnownRelationship | undefined,
  target: TableNode | null,
): RelationshipDraft {
  const { name, columns, refSchema, refTable, refColumns, onUpdate, onDelete, deferrable } = foreignKey;
  const targetSchema = storable(refSchema);
  const targetTable = storable(refTable);
  return {
    id: found?.id ?? 0,
    isNew: found === undefined,
    table: node,
    captured: {
      key,
      kind: 'declared',
      constraintName: storable(name),
      targetSchema,
      targetTable,
      onUpdate,
      onDelete,
      deferrable,
    },
    target,
    pairs: columns.map((column, index) => {
      const sourceColumn = storable(column);
      const source = node.columns?.get(sourceColumn) ?? null;
      return { sourceColumn, targetColumn: storable(refColumns[index] ?? ''), source, target: null };
    }),
  };
}

const idOf = (target: TableNode | number | null): number | null =>
  typeof target === 'object' ? (target?.id ?? null) : target;

/** What a foreign key is, name aside. */
function factsOf(
  key: Pick<CapturedRelationship, 'targetSchema' | 'targetTable' | 'onUpdate' | 'onDelete' | 'deferrable'>,
  pairs: readonly { readonly sourceColumn: string; readonly targetColumn: string }[],
): object {
  return {
    columns: pairs.map(({ sourceColumn }) => sourceColumn),
    target: {
      schema: key.targetSchema,
      table: key.targetTable,
      columns: pairs.map(({ targetColumn }) => targetColumn),
    },
    onUpdate: key.onUpdate,
    onDelete: key.onDelete,
    deferrable: key.deferrable,
  };
}
