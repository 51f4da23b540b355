import { setImmediate } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { TableKind } from '../../common/snapshot.js';
import { SqlColumn } from '../sql-column/sql-column.entity.js';
import { SqlTable, type TableStructure } from '../sql-table/sql-table.entity.js';
import { CAPTURED_COLUMN, type CapturedColumn } from './captured-column.js';
import { chunksOf, rawSelect } from './raw-select.js';
import { bool, instant, json, num, text, type Raw } from './raw-values.js';

/** What the catalogue has, read as plain rows: entities would cost ten times as much. */

/** A table as every plan needs it. */
export interface KnownTable {
  readonly id: number;
  readonly key: string;
  readonly schema: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly rowEstimate: number | null;
  readonly columnCount: number;
  readonly missingColumnCount: number;
  /** Milliseconds; null: it is there. Only for comparing with other instants of the same picture. */
  readonly missingSince: number | null;
  readonly staleSince: number | null;
  /** Why it could not be read; null unless it is stale. */
  readonly problem: string | null;
}

/** The rest of a table, as a comparison needs it. */
export interface TableDetails {
  readonly kind: TableKind;
  readonly comment: string | null;
  readonly definition: string | null;
  readonly partitions: number;
  readonly structure: TableStructure;
}

export interface KnownColumn {
  readonly id: number;
  readonly tableId: number;
  readonly key: string;
  readonly name: string;
  readonly captured: CapturedColumn;
  readonly pkField: string | null;
  readonly fkField: string | null;
  readonly missingSince: number | null;
}

/** Rows of a page of {@link knownTables}. */
const PAGE = 2000;

/** Every table of a source, by key and in the order of keys. */
export async function knownTables(manager: EntityManager, sqlDbId: string): Promise<Map<string, KnownTable>> {
  const found = new Map<string, KnownTable>();
  for (let last = ''; ;) {
    const rows = await rawSelect(manager, SqlTable, [
      'id', 'key', 'schema', 'name', 'fingerprint', 'rowEstimate', 'columnCount', 'missingColumnCount', 'missingSince',
      'staleSince', 'problem',
    ]).where('e.sqlDbId = :sqlDbId AND e.key > :last', { sqlDbId, last }).orderBy('e.key').limit(PAGE).getRawMany<Raw>(); // prettier-ignore
    for (const row of rows) found.set((last = text(row.key)), tableOf(row));
    if (rows.length < PAGE) return found;
    await setImmediate();
  }
}

function tableOf(row: Raw): KnownTable {
  return {
    id: Number(row.id),
    key: text(row.key),
    schema: text(row.schema),
    name: text(row.name),
    fingerprint: text(row.fingerprint),
    rowEstimate: num(row.rowEstimate),
    columnCount: Number(row.columnCount),
    missingColumnCount: Number(row.missingColumnCount),
    missingSince: instant(row.missingSince),
    staleSince: instant(row.staleSince),
    problem: text(row.problem),
  };
}

/** The details of tables, by id. */
export async function tableDetails(manager: EntityManager, ids: readonly number[]): Promise<Map<number, TableDetails>> {
  const found = new Map<number, TableDetails>();
  for await (const chunk of chunksOf(ids)) {
    const rows = await rawSelect(manager, SqlTable, ['id', 'kind', 'comment', 'definition', 'partitions', 'structure'])
      .where('e.id IN (:...chunk)', { chunk })
      .getRawMany<Raw>();
    for (const row of rows) {
      found.set(Number(row.id), {
        kind: text(row.kind),
        comment: text(row.comment),
        definition: text(row.definition),
        partitions: Number(row.partitions),
        structure: json<TableStructure>(row.structure),
      });
    }
  }
  return found;
}

/** The columns of tables, missing ones too, by table. */
export async function knownColumns(
  manager: EntityManager,
  tableIds: readonly number[],
): Promise<Map<number, KnownColumn[]>> {
  const found = new Map<number, KnownColumn[]>();
  for await (const chunk of chunksOf(tableIds)) {
    const rows = await rawSelect(manager, SqlColumn, [
      'id', 'sqlTableId', 'key', 'originalColumnName', 'pkField', 'fkField', 'missingSince', ...CAPTURED_COLUMN,
    ]).where('e.sqlTableId IN (:...chunk)', { chunk }).getRawMany<Raw>(); // prettier-ignore
    for (const row of rows) push(found, Number(row.sqlTableId), columnOf(row));
  }
  return found;
}

/** Ids and names of the columns of tables, missing ones too. */
export async function columnNames(
  manager: EntityManager,
  tableIds: readonly number[],
): Promise<Pick<KnownColumn, 'id' | 'tableId' | 'name'>[]> {
  const found: Pick<KnownColumn, 'id' | 'tableId' | 'name'>[] = [];
  for await (const chunk of chunksOf(tableIds)) {
    const rows = await rawSelect(manager, SqlColumn, ['id', 'sqlTableId', 'originalColumnName'])
      .where('e.sqlTableId IN (:...chunk)', { chunk })
      .getRawMany<Raw>();
    for (const row of rows) {
      found.push({ id: Number(row.id), tableId: Number(row.sqlTableId), name: text(row.originalColumnName) });
    }
  }
  return found;
}

function columnOf(row: Raw): KnownColumn {
  return {
    id: Number(row.id),
    tableId: Number(row.sqlTableId),
    key: text(row.key),
    name: text(row.originalColumnName),
    pkField: text(row.pkField),
    fkField: text(row.fkField),
    missingSince: instant(row.missingSince),
    captured: {
      ordinal: Number(row.ordinal),
      nativeType: text(row.nativeType),
      dataFormat: text(row.dataFormat),
      length: num(row.length),
      precision: num(row.precision),
      scale: num(row.scale),
      nullable: bool(row.nullable),
      defaultValue: text(row.defaultValue),
      identity: text(row.identity),
      generated: json(row.generated),
      enumValues: json(row.enumValues),
      collation: text(row.collation),
      comment: text(row.comment),
    },
  };
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
