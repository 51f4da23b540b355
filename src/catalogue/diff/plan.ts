import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../../common/errors.js';
import type { SnapshotTable } from '../../common/snapshot.js';
import { SqlDb } from '../sql-db/sql-db.entity.js';
import { Breather } from './breather.js';
import type { ChangeDraft } from './change-draft.js';
import { classify, type Verdicts } from './classify.js';
import type { DiffInput, DiffSummary } from './diff-types.js';
import { movedEstimate } from './estimates.js';
import { PUBLISHED } from './fingerprints.js';
import { linkTargets } from './link-targets.js';
import { knownColumns, knownTables, tableDetails } from './picture.js';
import { EMPTY_STRUCTURE, list, PlanState, type Candidate, type PlannedWrites } from './plan-state.js';
import { countColumns, planTable, type KnownParts } from './plan-table.js';
import { declaredCounts, relationshipsBySource } from './relationship-picture.js';
import { storable } from './storable.js';
import { summarise } from './summarise.js';

/** What publishing a snapshot will do; made by {@link SnapshotDiff.plan}, committed by one {@link SnapshotDiff.apply}. */
export interface DiffPlan {
  readonly sqlDbId: string;
  readonly summary: DiffSummary;
  readonly sourceVersion: string;
  /** Of the source's structure when it was read: publishing on another one is refused. */
  readonly structureRevision: number;
  readonly writes: PlannedWrites;
  readonly changes: readonly ChangeDraft[];
}

/** The run that publishes. */
export interface Publication {
  readonly jobId: string;
  readonly now: Date;
}

/** Tables that are compared at once: between two such groups their documents and rows may be forgotten. */
const GROUP = 250;

/** Compares a snapshot with the catalogue; see SnapshotDiff.plan. */
export async function makePlan(manager: EntityManager, sqlDbId: string, input: DiffInput): Promise<DiffPlan> {
  const breather = new Breather(input.signal);
  const sqlDb = await manager.findOne(SqlDb, { select: { id: true, structureRevision: true }, where: { id: sqlDbId } });
  if (!sqlDb) throw new NotFoundError('source', sqlDbId);
  const known = await knownTables(manager, sqlDbId);
  const state = new PlanState(known.size === 0);
  const verdicts = await classify(input, known, state, breather);
  planVanished(state, verdicts);
  for (const candidate of verdicts.unreadable) planUnreadable(state, input, candidate);
  for (const candidate of verdicts.unchanged) planUnchanged(state, candidate);
  for (const candidate of verdicts.created) {
    if (breather.due) await breather.rest();
    planCreated(state, input, candidate);
  }
  await planChanged(manager, state, input, verdicts.changed, breather);
  for (const ask of state.afterTables) ask();
  if (
    state.writes.newTables.length + state.writes.relationships.length + state.grownTables.size + state.unlinked.length >
    0
  ) {
    await linkTargets(manager, sqlDbId, state);
  }
  const declared = await declaredCounts(manager, sqlDbId);
  return {
    sqlDbId,
    summary: summarise(state, declared, verdicts),
    sourceVersion: storable(input.source.version).slice(0, 255),
    structureRevision: sqlDb.structureRevision,
    writes: state.writes,
    changes: state.changes,
  };
}

function planVanished(state: PlanState, { vanished }: Verdicts): void {
  for (const { id, key, schema, name, known } of vanished) {
    state.vanished.add(key);
    state.writes.missingTables.push(id);
    state.tables.missing++;
    state.columns.missing += known?.columnCount ?? 0;
    list(state.tableLists.missing, { schema, name });
    state.changes.push({
      objectType: 'table',
      change: 'missing',
      tableKey: key,
      schemaName: schema,
      tableName: name,
      objectName: null,
      before: { columns: known?.columnCount ?? 0 },
      after: null,
    });
  }
}

/** The last good picture stays. */
function planUnreadable(state: PlanState, input: DiffInput, { node, entry }: Candidate): void {
  const { known } = node;
  if (!known) return;
  const problem = storable(input.parse(entry).problem) ?? 'It could not be read.';
  state.failed++;
  list(state.tableLists.failed, { schema: node.schema, name: node.name, problem });
  if (known.missingSince !== null) {
    state.tables.returned++;
    state.writes.restoredTables.push(known.id);
    list(state.tableLists.returned, { schema: node.schema, name: node.name });
  } else state.tables.unchanged++;
  if (known.staleSince === null || known.missingSince !== null || known.problem !== problem) {
    state.writes.problems.push({ id: known.id, problem, newly: known.staleSince === null });
  }
  countColumns(state, node, known);
}

function planUnchanged(state: PlanState, { node, entry }: Candidate): void {
  const { known } = node;
  if (!known) return;
  state.tables.unchanged++;
  state.columns.unchanged += known.columnCount;
  countColumns(state, node, known);
  if (known.staleSince !== null) state.writes.recoveredTables.push(known.id);
  const rowEstimate = movedEstimate(known.rowEstimate, entry.rowEstimate);
  if (rowEstimate !== null && rowEstimate !== known.rowEstimate)
    state.writes.estimates.push({ id: known.id, rowEstimate });
}

function planCreated(state: PlanState, input: DiffInput, candidate: Candidate): void {
  const document = candidate.document ?? input.parse(candidate.entry);
  if (candidate.entry.problem) planUnreadableNew(state, candidate, document);
  else planTable(state, input.scope, candidate, document, null);
}

function planUnreadableNew(state: PlanState, { node, entry }: Candidate, document: SnapshotTable): void {
  const problem = storable(document.problem) ?? 'It could not be read.';
  const { schema, name } = node;
  state.failed++;
  state.tables.created++;
  list(state.tableLists.created, { schema, name, comment: document.comment });
  list(state.tableLists.failed, { schema, name, problem });
  state.writes.newTables.push({
    node,
    captured: {
      kind: document.kind,
      comment: storable(document.comment),
      definition: storable(document.definition),
      partitions: document.partitions,
      structure: EMPTY_STRUCTURE,
      fingerprint: PUBLISHED.tables,
      rowEstimate: entry.rowEstimate,
      columnCount: 0,
      missingColumnCount: 0,
      problem,
    },
  });
  state.changes.push({
    objectType: 'table',
    change: 'added',
    tableKey: node.key,
    schemaName: schema,
    tableName: name,
    objectName: null,
    before: null,
    after: { kind: document.kind, problem },
  });
}

async function planChanged(
  manager: EntityManager,
  state: PlanState,
  input: DiffInput,
  changed: readonly Candidate[],
  breather: Breather,
): Promise<void> {
  for (let start = 0; start < changed.length; start += GROUP) {
    const group = changed.slice(start, start + GROUP);
    const ids = group.map(({ node }) => node.id);
    const details = await tableDetails(manager, ids);
    await breather.rest();
    const columns = input.scope === 'tables' ? new Map() : await knownColumns(manager, ids);
    await breather.rest();
    const relationships = input.scope === 'tables' ? new Map() : await relationshipsBySource(manager, ids);
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
      planTable(state, input.scope, candidate, input.parse(candidate.entry), parts);
    }
  }
}
