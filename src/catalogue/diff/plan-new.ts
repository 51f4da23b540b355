import type { SnapshotEntry, SnapshotTable } from '../../common/snapshot.js';
import type { DiffScope } from './diff-types.js';
import { nextFingerprint, PUBLISHED } from './fingerprints.js';
import { planNewColumns } from './plan-columns.js';
import { planNewRelationships } from './plan-relationships.js';
import { EMPTY_STRUCTURE, list, type CapturedTable, type PlanState, type TableNode } from './plan-state.js';
import { countColumns, detailsOf, keysOf, PARTS } from './plan-table.js';
import { storable } from './storable.js';

/** Plans a table that the catalogue does not have. There is nothing to compare it with: that can be done as it arrives. */
export function planNew(state: PlanState, scope: DiffScope, entry: SnapshotEntry, document: SnapshotTable): void {
  const { schema, name } = document;
  const node: TableNode = { id: 0, key: entry.key, schema, name, known: null, columns: new Map() };
  state.nodes.set(node.key, node);
  if (entry.problem) planUnreadable(state, node, entry, document);
  else planReadable(state, scope, node, entry, document);
}

function planReadable(
  state: PlanState,
  scope: DiffScope,
  node: TableNode,
  entry: SnapshotEntry,
  document: SnapshotTable,
): void {
  const parts = PARTS[scope];
  const keys = keysOf(parts.relationships, document, null);
  const columnCount = parts.columns ? planNewColumns(state, node, document, keys) : 0;
  if (parts.relationships) planNewRelationships(state, node, document);
  countColumns(state, node, { columnCount }, parts.columns);
  const captured: CapturedTable = {
    fingerprint: nextFingerprint(scope, null, entry.fingerprint, true),
    rowEstimate: entry.rowEstimate,
    columnCount,
    missingColumnCount: 0,
    problem: null,
    ...detailsOf(document),
  };
  planRow(state, node, captured, { kind: captured.kind, columns: columnCount });
}

/** Without columns, until it can be read. */
function planUnreadable(state: PlanState, node: TableNode, entry: SnapshotEntry, document: SnapshotTable): void {
  const problem = storable(document.problem) ?? 'It could not be read.';
  state.failed++;
  list(state.tableLists.failed, { schema: node.schema, name: node.name, problem });
  const captured: CapturedTable = {
    fingerprint: PUBLISHED.tables,
    rowEstimate: entry.rowEstimate,
    columnCount: 0,
    missingColumnCount: 0,
    problem,
    ...detailsOf(document),
    structure: EMPTY_STRUCTURE,
  };
  planRow(state, node, captured, { kind: captured.kind, problem });
}

function planRow(state: PlanState, node: TableNode, captured: CapturedTable, facts: object): void {
  const { key, schema, name } = node;
  state.tables.created++;
  list(state.tableLists.created, { schema, name, comment: captured.comment });
  state.writes.newTables.push({ node, captured });
  state.changes.push({
    objectType: 'table',
    change: 'added',
    tableKey: key,
    schemaName: schema,
    tableName: name,
    objectName: null,
    before: null,
    after: facts,
  });
}
