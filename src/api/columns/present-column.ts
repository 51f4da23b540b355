import type { SqlColumnView } from '../../catalogue/sql-column/sql-column.service.js';
import { pick } from '../pick.js';
import type { ColumnDto } from './column.dto.js';

const FIELDS = [
  ...(['id', 'originalColumnName', 'columnName', 'ordinal', 'nativeType', 'dataFormat', 'length'] as const),
  ...(['precision', 'scale', 'nullable', 'defaultValue', 'identity', 'generated', 'enumValues'] as const),
  ...(['collation', 'comment', 'description', 'generatedComment', 'valueDescription'] as const),
  ...(['pkField', 'fkField', 'missingSince', 'version'] as const),
] as const;

/** A column as the API shows it. */
export function presentColumn(column: SqlColumnView): ColumnDto {
  const { sqlDbId } = column.sqlTable;
  return { ...pick(column, FIELDS), sqlDbId, table: pick(column.sqlTable, ['id', 'schema', 'name']) };
}
