import type { SqlTable } from '../../catalogue/sql-table/sql-table.entity.js';
import { pick } from '../pick.js';
import type { TableDto } from './table.dto.js';

const FIELDS = [
  ...(['id', 'sqlDbId', 'schema', 'name', 'kind', 'comment', 'description', 'generatedComment', 'tags'] as const),
  ...(['rowEstimate', 'partitions', 'columnCount', 'definition', 'missingSince', 'staleSince', 'problem'] as const),
  'version',
] as const;

const STRUCTURE = ['primaryKeyName', 'primaryKey', 'uniques', 'checks', 'indexes'] as const;

/** A table as the API shows it. */
export function presentTable(table: SqlTable): TableDto {
  return { ...pick(table, FIELDS), structure: pick(table.structure, STRUCTURE) };
}
