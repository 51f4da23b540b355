import type { SqlDbCounts, SqlDbView } from '../../catalogue/sql-db/sql-db-input.js';
import type { TaskState } from '../../catalogue/sql-db/task-state.js';
import { pick } from '../pick.js';
import type { SqlDbDto, TaskStateDto } from './sql-db.dto.js';

const FIELDS = [
  ...(['id', 'name', 'workspaceId', 'engine', 'host', 'port', 'path', 'database', 'schemas', 'include'] as const),
  ...(['exclude', 'user', 'hasPassword', 'passwordReference', 'tlsMode', 'tlsCa', 'mode', 'language'] as const),
  ...(['description', 'tags', 'version', 'sourceVersion', 'createdAt', 'updatedAt', 'lastDiscoveredAt'] as const),
] as const;

const NOTHING: SqlDbCounts = {
  tables: 0,
  columns: 0,
  relationships: 0,
  missingTables: 0,
  missingColumns: 0,
  missingRelationships: 0,
  staleTables: 0,
};

/** A source as the API shows it; its secret is not among it. */
export function presentSqlDb(view: SqlDbView, counts: SqlDbCounts = NOTHING): SqlDbDto {
  return { ...pick(view, FIELDS), dbElements: presentState(view.dbElements), counts };
}

/** The state of a background kind. */
export function presentState({ status, taskId, log, startTime, endTime }: TaskState): TaskStateDto {
  return { status: status.toLowerCase(), taskId, log, startTime, endTime };
}
