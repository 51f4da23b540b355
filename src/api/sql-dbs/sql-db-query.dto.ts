import { SOURCE_MODES, type SourceMode } from '../../catalogue/sql-db/sql-db.entity.js';
import { TASK_STATUSES } from '../../catalogue/sql-db/task-state.js';
import { ENGINES, type Engine } from '../../common/snapshot.js';
import { ListQueryDto } from '../fields/list-query.dto.js';
import { QueryChoice, QueryText, QueryUuid } from '../fields/query-fields.js';

const STATUSES = TASK_STATUSES.map((status) => status.toLowerCase());

/** Which sources to list. Sorts by name, engine, mode, status, createdAt or lastDiscoveredAt. */
export class SqlDbQueryDto extends ListQueryDto {
  @QueryUuid({ description: 'Of this workspace only' })
  readonly workspace?: string;

  @QueryChoice(ENGINES)
  readonly engine?: Engine;

  @QueryChoice(STATUSES, { description: 'Of their discovery' })
  readonly status?: string;

  @QueryChoice(SOURCE_MODES)
  readonly mode?: SourceMode;

  @QueryText({ max: 50 })
  readonly tag?: string;
}
