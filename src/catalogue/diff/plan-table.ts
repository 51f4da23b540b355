import type { SnapshotTable } from '../../common/snapshot.js';
import { fkFieldsOf, PRIMARY_KEY, type KeyOfTable } from '../key-fields.js';
import type { TableStructure } from '../sql-table/sql-table.entity.js';
import { sameValue } from './captured-column.js';
import { reportOf, type Report } from './change-draft.js';
import type { DiffScope } from './diff-types.js';
import { movedEstimate } from './estimates.js';
import { nextFingerprint, PUBLISHED, wasPublished, type Part } from './fingerprints.js';
import type { KnownColumn, TableDetails } from './picture.js';
import { planColumns, type ColumnOutcome, type KeysOf } from './plan-columns.js';
import { planRelationships } from './plan-relationships.js';
import { list, type Candidate, type CapturedTable, type PlanState, type TableNode } from './plan-state.js';
import type { KnownRelationship } from './relationship-picture.js';
import { storable } from './storable.js';
import { reportStructure } from './structure-changes.js';

/** What the catalogue has of a table. */
export interface KnownParts {
  readonly details: TableDetails;
  readonly columns: readonly KnownColumn[];
  readonly relationships: readonly KnownRelationship[];
}

/** What a scope compares. */
const PARTS: Record<
  DiffScope,
  { readonly tables: boolean; readonly columns: boolean; readonly relationships: boolean }
> = {
  all: { tables: true, columns: true, relationships: true },
  tables: { tables: true, columns: false, relationships: false },
  columns: { tables: false, columns: true, relationships: false },
  relationships: { tables: false, columns: true, relationships: true },
};

/** Plans what publishing writes for a table that is new or has another document. `known` null: it is new. */
export function planTable(
  state: PlanState,
  scope: DiffScope,
  candidate: Candidate,
  document: SnapshotTable,
  known: KnownParts | null,
): void {
  const { node, entry } = candidate;
  const parts = PARTS[scope];
  const published = node.known?.fingerprint ?? null;
  // What has never been read has not changed.
  const isFirstRead = published === PUBLISHED.tables && node.known?.problem != null;
  const report = isFirstRead ? () => undefined : reportOf(state.changes, node);
  const reportPart = (part: Part): Report => (wasPublished(published, part) ? report : () => undefined);
  const details = parts.tables || !known ? detailsOf(document) : known.details;
  const columns = parts.columns
    ? planColumns(
        state,
        node,
        document,
        known?.columns ?? [],
        known?.details ?? null,
        keysOf(parts.relationships, document, known),
        reportPart('columns'),
      )
    : untouched(node);
  const keysTouched =
    parts.relationships &&
    planRelationships(state, node, document, known?.relationships ?? [], reportPart('relationships'));
  const capturedAs = (fingerprint: string): CapturedTable => ({
    fingerprint,
    rowEstimate: movedEstimate(node.known?.rowEstimate ?? null, entry.rowEstimate),
    columnCount: columns.columnCount,
    missingColumnCount: columns.missingColumnCount,
    problem: null,
    ...details,
  });
  countColumns(state, node, columns, parts.columns);
  if (!node.known || !known) {
    planNewTable(state, node, capturedAs(nextFingerprint(scope, published, entry.fingerprint, true)), report);
    return;
  }
  if (parts.tables) reportTable(report, known.details, details);
  if (parts.tables) reportKeys(report, known, details.structure, document, columns);
  const differs = !sameValue(known.details, details) || columns.touched || keysTouched;
  const fingerprint = nextFingerprint(scope, published, entry.fingerprint, differs);
  planKnownTable(state, node, capturedAs(fingerprint), differs, parts.columns, report);
}

function planNewTable(state: PlanState, node: TableNode, captured: CapturedTable, report: Report): void {
  state.tables.created++;
  state.writes.newTables.push({ node, captured });
  list(state.tableLists.created, { schema: node.schema, name: node.name, comment: captured.comment });
  report('table', 'added', null, null, { kind: captured.kind, columns: captured.columnCount });
}

function planKnownTable(
  state: PlanState,
  node: TableNode,
  captured: CapturedTable,
  differs: boolean,
  comparedColumns: boolean,
  report: Report,
): void {
  const { known } = node;
  if (!known) return;
  const returned = known.missingSince !== null;
  if (returned) {
    state.tables.returned++;
    list(state.tableLists.returned, { schema: node.schema, name: node.name });
    report('table', 'returned', null, null, { kind: captured.kind, columns: captured.columnCount });
    if (!comparedColumns) state.writes.restoredTables.push(known.id);
  } else if (differs) state.tables.updated++;
  else state.tables.unchanged++;
  const same =
    !differs && known.fingerprint === captured.fingerprint && known.columnCount === captured.columnCount &&
    known.missingColumnCount === captured.missingColumnCount && known.staleSince === null && !returned; // prettier-ignore
  if (!same) state.writes.tables.push({ id: known.id, captured });
  else if (captured.rowEstimate !== null && captured.rowEstimate !== known.rowEstimate) {
    state.writes.estimates.push({ id: known.id, rowEstimate: captured.rowEstimate });
  }
}

/** What a document says of the table itself, as the catalogue keeps it. */
export function detailsOf(document: SnapshotTable): TableDetails {
  const { primaryKeyName, primaryKey, uniques, checks, indexes } = document;
  return {
    kind: document.kind,
    comment: storable(document.comment),
    definition: storable(document.definition),
    partitions: document.partitions,
    structure: { primaryKeyName, primaryKey, uniques, checks, indexes },
  };
}

function reportTable(report: Report, before: TableDetails, after: TableDetails): void {
  for (const field of ['kind', 'comment', 'definition', 'partitions'] as const) {
    if (before[field] !== after[field]) report('table', field, null, before[field], after[field]);
  }
}

function reportKeys(
  report: Report,
  known: KnownParts,
  after: TableStructure,
  document: SnapshotTable,
  columns: ColumnOutcome,
): void {
  const names = [
    ...known.relationships.map(({ constraintName }) => constraintName),
    ...document.foreignKeys.map(({ name }) => name),
  ];
  reportStructure(report, known.details.structure, after, {
    dropped: columns.dropped,
    retyped: columns.retyped,
    foreignKeys: new Set(names.filter((name) => name !== null)),
  });
}

/** Says which key fields the columns get: from the document where relationships are compared, else those they have. */
function keysOf(compared: boolean, document: SnapshotTable, known: KnownParts | null): KeysOf {
  if (!compared) return (_, column) => ({ pkField: column?.pkField ?? null, fkField: column?.fkField ?? null });
  const primaryKey = new Set(document.primaryKey);
  const declared = document.foreignKeys.map(({ name, refSchema, refTable, columns, refColumns }): KeyOfTable => ({
    kind: 'declared',
    constraintName: name,
    targetSchema: refSchema,
    targetTable: refTable,
    pairs: columns.map((sourceColumn, index) => ({ sourceColumn, targetColumn: refColumns[index] ?? '' })),
  }));
  const others = (known?.relationships ?? []).filter(
    ({ kind, missingSince }) => kind !== 'declared' && missingSince === null,
  );
  const fkFields = declared.length + others.length === 0 ? null : fkFieldsOf(document.schema, [...declared, ...others]);
  return (name) => ({
    pkField: primaryKey.has(name) ? PRIMARY_KEY : null,
    fkField: storable(fkFields?.get(name) ?? null),
  });
}

function untouched({ known }: TableNode): ColumnOutcome {
  return {
    columnCount: known?.columnCount ?? 0,
    missingColumnCount: known?.missingColumnCount ?? 0,
    dropped: new Set(),
    retyped: new Set(),
    touched: false,
  };
}

/** Adds a table's columns to the totals. */
export function countColumns(
  state: PlanState,
  { schema, name }: TableNode,
  { columnCount }: Pick<ColumnOutcome, 'columnCount'>,
  compared = true,
): void {
  state.columnTotal += columnCount;
  if (columnCount > 0) state.withColumns++;
  else if (compared) list(state.tableLists.withoutColumns, { schema, name });
}
