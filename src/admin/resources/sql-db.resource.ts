import { SOURCE_MODES, type SourceMode } from '../../catalogue/sql-db/sql-db.entity.js';
import type { SqlDbCounts, SqlDbView } from '../../catalogue/sql-db/sql-db-input.js';
import type { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import { TASK_STATUSES, type TaskStatus } from '../../catalogue/sql-db/task-state.js';
import { ENGINES, type Engine } from '../../common/snapshot.js';
import type { ResourcePort, Row } from '../resource/service-resource.js';
import { filterText, sortOf } from './sort.js';

function row(source: SqlDbView, counts: SqlDbCounts | undefined): Row {
  return {
    id: source.id,
    name: source.name,
    engine: source.engine,
    place: source.engine === 'sqlite' ? source.path : `${source.host ?? ''}/${source.database ?? ''}`,
    status: source.dbElements.status.toLowerCase(),
    tables: counts?.tables ?? 0,
    columns: counts?.columns ?? 0,
    relationships: counts?.relationships ?? 0,
    lastDiscoveredAt: source.lastDiscoveredAt,
    mode: source.mode,
    tags: source.tags,
    workspaceId: source.workspaceId,
    description: source.description,
  };
}

/** The sources. They are made and edited by a form of our own over the REST API; lists, search and removal come here. */
export function sqlDbResource(sources: SqlDbService): ResourcePort {
  return {
    id: 'SqlDb',
    fields: [
      { path: 'id' },
      { path: 'name', isTitle: true, sortable: true },
      { path: 'engine', values: ENGINES, sortable: true },
      { path: 'place' },
      { path: 'status', values: TASK_STATUSES.map((word) => word.toLowerCase()), sortable: true },
      { path: 'tables', type: 'number' },
      { path: 'columns', type: 'number' },
      { path: 'relationships', type: 'number' },
      { path: 'lastDiscoveredAt', type: 'datetime', sortable: true },
      { path: 'mode', values: SOURCE_MODES, sortable: true },
      { path: 'tags', array: true },
      { path: 'workspaceId', reference: 'Workspace' },
      { path: 'description', type: 'textarea' },
    ],
    async list(actor, query) {
      const page = await sources.list(actor, {
        q: filterText(query, 'name'),
        engine: filterText(query, 'engine') as Engine | undefined,
        status: filterText(query, 'status')?.toUpperCase() as TaskStatus | undefined,
        mode: filterText(query, 'mode') as SourceMode | undefined,
        tag: filterText(query, 'tags'),
        workspaceId: filterText(query, 'workspaceId'),
        sort: sortOf(query),
        limit: Math.max(query.limit, 1),
        offset: query.offset,
      });
      const counts = await sources.counts(actor, page.items.map(({ id }) => id)); // prettier-ignore
      return { total: page.total, rows: page.items.map((source) => row(source, counts.get(source.id))) };
    },
    async get(actor, id) {
      const source = await sources.get(actor, id);
      return row(source, (await sources.counts(actor, [id])).get(id));
    },
    remove: (actor, id) => sources.remove(actor, id),
  };
}
