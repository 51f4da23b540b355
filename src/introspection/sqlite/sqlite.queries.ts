/**
 * All that is asked of an SQLite source. Table-valued pragmas joined to the schema table, in its rowid order, so that
 * the rows of a table are contiguous in every stream and the streams can be merged without holding them.
 * Ordinary tables have a root page; views and virtual tables have none, and are read apart: one that is broken would
 * fail the whole query.
 */
const ORDINARY = "m.type = 'table' AND m.rootpage > 0";

export const VERSION = 'SELECT sqlite_version()';

/** Reads the header and the schema: the first thing that fails on what is no database. */
export const SCHEMA_VERSION = 'PRAGMA schema_version';

export const OBJECTS = "SELECT rowid, name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY rowid";

export const KINDS = "SELECT name, type FROM pragma_table_list WHERE schema = 'main'";

export const TEXTS = "SELECT rowid, sql FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY rowid";

export const INDEX_TEXTS = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";

/**
 * A row per table, its columns as JSON: measured, crossing from C to JavaScript once per table and not once per column
 * takes 160 ms where it took 280 (175,000 columns).
 */
export const COLUMNS = `
  SELECT m.rowid, (
    SELECT json_group_array(json_array(p.cid, p.name, p.type, p."notnull", p.dflt_value, p.pk, p.hidden))
    FROM pragma_table_xinfo(m.name, 'main') p)
  FROM sqlite_schema m WHERE ${ORDINARY} ORDER BY m.rowid`;

const FRAGILE = "m.type IN ('table', 'view') AND m.rootpage = 0";

export const FRAGILE_ROWIDS = `SELECT m.rowid FROM sqlite_schema m WHERE ${FRAGILE} ORDER BY m.rowid`;

export const FRAGILE_TEXTS = `SELECT m.rowid, m.sql FROM sqlite_schema m WHERE ${FRAGILE}`;

/** The columns of views and virtual tables after one of them, given by its rowid. */
export const FRAGILE_COLUMNS = `
  SELECT m.rowid, json_array(p.cid, p.name, p.type, p."notnull", p.dflt_value, p.pk, p.hidden)
  FROM sqlite_schema m CROSS JOIN pragma_table_xinfo(m.name, 'main') p
  WHERE ${FRAGILE} AND m.rowid > ? ORDER BY m.rowid`;

export const FOREIGN_KEYS = `
  SELECT m.rowid, f.id, f."table", f."from", f."to", f.on_update, f.on_delete
  FROM sqlite_schema m CROSS JOIN pragma_foreign_key_list(m.name, 'main') f WHERE ${ORDINARY} ORDER BY m.rowid`;

/** Names and key positions of the columns of some tables, given as a JSON array of their names. */
export const COLUMNS_OF = `
  SELECT j.key, p.name, p.pk FROM json_each(?) j CROSS JOIN pragma_table_xinfo(j.value, 'main') p ORDER BY j.key`;

export const INDEXES = `
  SELECT m.rowid, i.name, i."unique", i.origin, i.partial, x.cid, x.name, x."desc"
  FROM sqlite_schema m CROSS JOIN pragma_index_list(m.name, 'main') i CROSS JOIN pragma_index_xinfo(i.name, 'main') x
  WHERE ${ORDINARY} AND x."key" = 1 ORDER BY m.rowid`;

/** The first number of a statistic is the number of rows; partial indexes have fewer. */
export const ROW_ESTIMATES = 'SELECT tbl, max(CAST(stat AS INTEGER)) FROM main.sqlite_stat1 GROUP BY tbl';

export type ObjectRow = readonly [rowid: number, name: string];
export type KindRow = readonly [name: string, type: 'table' | 'view' | 'virtual' | 'shadow'];
export type TextRow = readonly [rowid: number, sql: string | null];
/** JSON of the table's {@link ColumnRow}s, or of one. */
export type ColumnsJsonRow = readonly [rowid: number, json: string];
export type ColumnRow = readonly [
  cid: number,
  name: string,
  type: string,
  notNull: number,
  defaultValue: string | null,
  pk: number,
  hidden: number,
];
export type ForeignKeyRow = readonly [
  rowid: number,
  id: number,
  table: string,
  from: string,
  to: string | null,
  onUpdate: string,
  onDelete: string,
];
export type IndexRow = readonly [
  rowid: number,
  name: string,
  unique: number,
  origin: 'c' | 'u' | 'pk',
  partial: number,
  cid: number,
  column: string | null,
  descending: number,
];
