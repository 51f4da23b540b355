import type { SnapshotColumn, SnapshotTable } from '../../common/snapshot.js';
import { columnKey } from '../stable-keys.js';
import { capturedColumn, sameCaptured, type CapturedColumn } from './captured-column.js';
import type { Report } from './change-draft.js';
import { columnFacts, isRetyped, reportColumn, reportOrder, type ColumnPair } from './column-changes.js';
import type { KnownColumn, TableDetails } from './picture.js';
import type { ColumnNode, KeyFields, NewColumn, PlanState, TableNode } from './plan-state.js';
import { storable } from './storable.js';

/** What became of a table's columns. */
export interface ColumnOutcome {
  readonly columnCount: number;
  readonly missingColumnCount: number;
  /** Names of columns that have gone since the last picture. */
  readonly dropped: ReadonlySet<string>;
  readonly retyped: ReadonlySet<string>;
  /** Whether anything is written for them. */
  readonly touched: boolean;
}

/** The key fields that a column is to have; `known` null for a new one. */
export type KeysOf = (name: string, known: KnownColumn | null) => KeyFields;

/** Plans the columns of a new table, and fills `node.columns`; answers how many there are. */
export function planNewColumns(state: PlanState, node: TableNode, document: SnapshotTable, keysOf: KeysOf): number {
  const columns = (node.columns = new Map<string, ColumnNode>());
  for (const column of document.columns) {
    const name = storable(column.name);
    if (columns.has(name)) continue; // a view may give two columns one name: the first is the one that can be asked for
    const added = newColumn(node, name, column, capturedColumn(column), keysOf(column.name, null));
    columns.set(name, added);
    state.writes.newColumns.push(added);
  }
  state.columns.created += columns.size;
  return columns.size;
}

function newColumn(
  table: TableNode,
  name: string,
  column: SnapshotColumn,
  captured: CapturedColumn,
  { pkField, fkField }: KeyFields,
): NewColumn {
  return { id: 0, table, name, key: columnKey(column.name), captured, pkField, fkField };
}

/** Compares a catalogued table's columns with the catalogue's and plans what differs. Fills `node.columns`. */
export function planColumns(
  state: PlanState,
  node: TableNode,
  document: SnapshotTable,
  known: readonly KnownColumn[],
  details: TableDetails,
  keysOf: KeysOf,
  report: Report,
): ColumnOutcome {
  const { writes } = state;
  const left = new Map(known.map((column) => [column.key, column]));
  const columns = (node.columns = new Map<string, ColumnNode>());
  const kept: ColumnPair[] = [];
  const before = countWrites(state);
  for (const column of document.columns) {
    const name = storable(column.name);
    if (columns.has(name)) continue;
    const key = columnKey(column.name);
    const captured = capturedColumn(column);
    const found = left.get(key) ?? null;
    left.delete(key);
    const keys = keysOf(column.name, found);
    if (!found) {
      const added = newColumn(node, name, column, captured, keys);
      columns.set(name, added);
      state.columns.created++;
      writes.newColumns.push(added);
      state.grownTables.add(node.id);
      report('column', 'added', name, null, columnFacts(captured));
      continue;
    }
    columns.set(name, { id: found.id, table: node, name });
    const same = sameCaptured(found.captured, captured);
    if (found.missingSince !== null || !same) writes.columns.push({ id: found.id, captured, keys });
    else if (!sameKeys(found, keys)) writes.keyFields.push({ id: found.id, keys });
    if (found.missingSince !== null) state.columns.returned++;
    else if (same) state.columns.unchanged++;
    else state.columns.updated++;
    if (wasThere(node, found)) kept.push({ name, before: found.captured, after: captured });
    else report('column', 'returned', name, null, columnFacts(captured));
  }
  const dropped = planMissing(state, node, [...left.values()], report);
  reportKept(report, kept, details, document);
  return {
    columnCount: columns.size,
    missingColumnCount: left.size,
    dropped,
    retyped: new Set(kept.filter(isRetyped).map(({ name }) => name)),
    touched: countWrites(state) > before,
  };
}

function planMissing(
  state: PlanState,
  node: TableNode,
  gone: readonly KnownColumn[],
  report: Report,
): ReadonlySet<string> {
  const dropped = gone.filter((column) => wasThere(node, column));
  for (const column of dropped) {
    report('column', 'missing', column.name, columnFacts(column.captured), null);
    if (column.missingSince !== null) continue;
    state.columns.missing++;
    state.writes.missingColumns.push(column.id);
  }
  const names = new Set(dropped.map(({ name }) => name));
  if (names.size > 0) state.droppedColumns.set(node.key, names);
  return names;
}

function reportKept(report: Report, kept: readonly ColumnPair[], details: TableDetails, document: SnapshotTable): void {
  const was = new Set(details.structure.primaryKey);
  const is = new Set(document.primaryKey);
  for (const pair of kept) reportColumn(report, pair, was.has(pair.name) !== is.has(pair.name));
  reportOrder(report, kept);
}

/** Whether a thing of a table was there when the table was seen last: it is not missing, or went missing with it. */
export function wasThere(node: TableNode, thing: { readonly missingSince: number | null }): boolean {
  return thing.missingSince === null || thing.missingSince === node.known?.missingSince;
}

const sameKeys = (a: KeyFields, b: KeyFields): boolean => a.pkField === b.pkField && a.fkField === b.fkField;

function countWrites({ writes }: PlanState): number {
  return writes.newColumns.length + writes.columns.length + writes.keyFields.length + writes.missingColumns.length;
}
