import type { SnapshotTable } from '../../common/snapshot.js';
import { fkFieldsOf, PRIMARY_KEY, type KeyOfTable } from '../key-fields.js';
import type { TableStructure } from '../sql-table/sql-table.entity.js';
import { sameValue } from './captured-column.js';
import { reportOf, type Report } from './change-draft.js';
import type { DiffScope } from './diff-types.js';
import { movedEstimate } from './estimates.js';
import { nextFingerprint, PUBLISHED, wasPublished, type Part } from './fingerprints.js';
import type { KnownColumn, KnownTable, TableDetails } from './picture.js';
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
export const PARTS: Record<
  DiffScope,
  { readonly tables: boolean; readonly columns: boolean; readonly relationships: boolean }
> = {
  all: { tables: true, columns: true, relationships: true },
  tables: { tables: true, columns: false, relationships: false },
  columns: { tables: false, columns: true, relationships: false },
  relationships: { tables: false, columns: true, relationships: true },
};

/** Plans what publishing writes for a catalogued table that has another document. */
export function planTable(
  state: PlanState,
  scope: DiffScope,
  { node, entry }: Candidate,
  document: SnapshotTable,
  known: KnownParts,
): void {
  const parts = PARTS[scope];
  const published = node.known.fingerprint;
  // What has never been read has not changed.
  const isFirstRead = published === PUBLISHED.tables && node.known.problem !== null;
  const report = isFirstRead ? () => undefined : reportOf(state.changes, node);
  const reportPart = (part: Part): Report => (wasPublished(published, part) ? report : () => undefined);
  const details = parts.tables ? detailsOf(document) : known.details;
  const columns = parts.columns
    ? planColumns(
        state,
        node,
        document,
        known.columns,
        known.details,
        keysOf(parts.relationships, document, known),
        reportPart('columns'),
      )
    : untouched(node.known);
  const keysTouched =
    parts.relationships && planRelationships(state, node, document, known.relationships, reportPart('relationships'));
  countColumns(state, node, columns, parts.columns);
  if (parts.tables) reportTable(report, known.details, details);
  if (parts.tables) reportKeys(report, known, details.structure, document, columns);
  const differs = !sameValue(known.details, details) || columns.touched || keysTouched;
  const captured = {
    fingerprint: nextFingerprint(scope, published, entry.fingerprint, differs),
    rowEstimate: movedEstimate(node.known.rowEstimate, entry.rowEstimate),
    columnCount: columns.columnCount,
    missingColumnCount: columns.missingColumnCount,
    problem: null,
    ...details,
  };
  planKnownTable(state, node, captured, differs, parts.columns, report);
}

function planKnownTable(
  state: PlanState,
  { known, schema, name }: Candidate['node'],
  captured: CapturedTable,
  differs: boolean,
  comparedColumns: boolean,
  report: Report,
): void {
  const returned = known.missingSince !== null;
  if (returned) {
    state.tables.returned++;
    list(state.tableLists.returned, { schema, name });
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
export function keysOf(
  compared: boolean,
  document: SnapshotTable,
  known: Pick<KnownParts, 'relationships'> | null,
): KeysOf {
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

function untouched({ columnCount, missingColumnCount }: KnownTable): ColumnOutcome {
  return {
    columnCount,
    missingColumnCount,
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
