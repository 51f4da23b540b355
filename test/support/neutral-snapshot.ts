import type { SnapshotColumn, SnapshotForeignKey, SnapshotIndex, SnapshotTable } from '../../src/common/snapshot.js';

/** A table in words that hold on every engine; what is empty is left out. */
export interface NeutralTable {
  kind: string;
  comment?: string;
  columns: string[];
  primaryKey?: string;
  uniques?: string[];
  checks?: string[];
  /** Those that people named, not those that stand for keys. */
  indexes?: string[];
  foreignKeys?: string[];
  partitions?: number;
  isView?: boolean;
  isBroken?: boolean;
}

/** By `schema.name`, the schemas called main and other. */
export type NeutralSnapshot = Record<string, NeutralTable>;

/** Puts a snapshot into neutral words, sorted wherever engines list in an order of their own. */
export function neutral(
  tables: readonly SnapshotTable[],
  schemas: { readonly main: string; readonly other: string },
): NeutralSnapshot {
  const call = (schema: string): string =>
    schema === schemas.main ? 'main' : schema === schemas.other ? 'other' : schema;
  const found = tables.map((table): [string, NeutralTable] => [
    `${call(table.schema)}.${table.name}`,
    neutralTable(table, call),
  ]);
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function neutralTable(table: SnapshotTable, call: (schema: string) => string): NeutralTable {
  const standIns = new Set([...table.uniques, ...table.foreignKeys].map(({ name }) => name));
  const whole: Record<keyof NeutralTable, unknown> = {
    kind: table.kind,
    comment: table.comment,
    columns: table.columns.map(columnText),
    primaryKey: table.primaryKey.join(','),
    uniques: table.uniques.map(({ name, columns }) => `${name}(${columns.join(',')})`).sort(),
    checks: table.checks.map(({ name }) => String(name)).sort(),
    indexes: table.indexes
      .filter(({ name, primary }) => !primary && !standIns.has(name) && !name.startsWith('sqlite_autoindex_'))
      .map(indexText)
      .sort(),
    foreignKeys: table.foreignKeys.map((key) => keyText(key, call)).sort(),
    partitions: table.partitions,
    isView: table.definition !== null && table.kind !== 'virtual_table',
    isBroken: table.problem !== null,
  };
  const isWorthSaying = (value: unknown): boolean =>
    Array.isArray(value) ? value.length > 0 : value !== null && value !== '' && value !== 0 && value !== false;
  const said = Object.entries(whole).filter(([name, value]) => name === 'columns' || isWorthSaying(value));
  return Object.fromEntries(said) as unknown as NeutralTable;
}

/** Such as `price DECIMAL(12,2) = 1.50 -- net`; casts of defaults and sizes of plain integers are engines' own. */
function columnText(column: SnapshotColumn): string {
  const isSized = column.dataFormat !== 'INT' && column.dataFormat !== 'DOUBLE';
  const size = isSized ? [column.length, column.precision, column.scale].filter((part) => part !== null) : [];
  const plainDefault = column.default?.replace(/::[a-z ]+$/, '');
  return [
    column.name,
    column.dataFormat + (size.length > 0 ? `(${size.join(',')})` : ''),
    column.nullable ? '' : 'not null',
    plainDefault === undefined ? '' : `= ${plainDefault}`,
    column.identity === null ? '' : 'identity',
    column.generated === null ? '' : column.generated.stored ? 'stored' : 'virtual',
    column.enumValues === null ? '' : JSON.stringify(column.enumValues),
    column.comment === null ? '' : `-- ${column.comment}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function indexText(index: SnapshotIndex): string {
  const parts = index.parts.map(
    (part) => (part.column ?? `(${part.expression?.replaceAll(/[`"]/g, '')})`) + (part.descending ? ' desc' : ''),
  );
  const where = index.predicate === null ? '' : ` where ${index.predicate}`;
  return `${index.unique ? 'unique ' : ''}${index.name}(${parts.join(', ')})${where}`;
}

function keyText(key: SnapshotForeignKey, call: (schema: string) => string): string {
  const target = `${call(key.refSchema)}.${key.refTable}(${key.refColumns.join(',')})`;
  // Engines that know one of the two only call it by either name: RESTRICT is what NO ACTION is there.
  const action = (name: string): string => (name === 'RESTRICT' ? 'NO ACTION' : name);
  const rules = `${action(key.onUpdate)}/${action(key.onDelete)}`;
  return `${key.name}(${key.columns.join(',')}) -> ${target} ${rules}${key.deferrable ? ' deferrable' : ''}`;
}

/** An overlay on a neutral snapshot: objects merge, null takes away, anything else replaces. */
export function overlaid<T>(base: T, overlay: unknown): T {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(base) || !isObject(overlay)) return overlay as T;
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(overlay)) {
    if (value === null) delete merged[name];
    else merged[name] = overlaid(merged[name], value);
  }
  return merged as T;
}
