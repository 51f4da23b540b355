import type { SqlTable } from '../../catalogue/sql-table/sql-table.entity.js';
import type { SqlTableService } from '../../catalogue/sql-table/sql-table.service.js';
import { TABLE_KINDS, type TableKind } from '../../common/snapshot.js';
import type { ResourcePort, Row } from '../resource/service-resource.js';
import { peoplePatch, seenVersion, VERSION_FIELD } from './people-patch.js';
import { filterFlag, filterText, sortOf } from './sort.js';

const row = (table: SqlTable): Row => ({
  id: table.id,
  name: table.name,
  schema: table.schema,
  sqlDbId: table.sqlDbId,
  kind: table.kind,
  columnCount: table.columnCount,
  rowEstimate: table.rowEstimate,
  comment: table.comment,
  description: table.description,
  generatedComment: table.generatedComment,
  tags: table.tags,
  missing: table.missingSince !== null,
  stale: table.staleSince !== null,
  version: table.version,
});

/** The tables of all sources. What the source says is read only; its page is where people write. */
export function sqlTableResource(tables: SqlTableService): ResourcePort {
  return {
    id: 'SqlTable',
    fields: [
      { path: 'id' },
      { path: 'name', isTitle: true, sortable: true },
      { path: 'schema', sortable: true },
      { path: 'sqlDbId', reference: 'SqlDb' },
      { path: 'kind', values: TABLE_KINDS, sortable: true },
      { path: 'columnCount', type: 'number', sortable: true },
      { path: 'rowEstimate', type: 'number', sortable: true },
      { path: 'comment', type: 'textarea' },
      { path: 'description', type: 'textarea', editable: true },
      { path: 'generatedComment', type: 'textarea' },
      { path: 'tags', array: true, editable: true },
      { path: 'missing', type: 'boolean' },
      { path: 'stale', type: 'boolean' },
      VERSION_FIELD,
    ],
    async list(actor, query) {
      const page = await tables.list(actor, {
        q: filterText(query, 'name'),
        schema: filterText(query, 'schema'),
        sqlDbId: filterText(query, 'sqlDbId'),
        kind: filterText(query, 'kind') as TableKind | undefined,
        missing: filterFlag(query, 'missing'),
        stale: filterFlag(query, 'stale'),
        tag: filterText(query, 'tags'),
        sort: sortOf(query),
        limit: Math.max(query.limit, 1),
        offset: query.offset,
      });
      return { total: page.total, rows: page.items.map(row) };
    },
    get: async (actor, id) => row(await tables.get(actor, Number(id))),
    async update(actor, id, values) {
      const patch = peoplePatch(values, ['description', 'tags']);
      return row(await tables.update(actor, Number(id), patch, seenVersion(values)));
    },
  };
}
