import type { SqlColumnService, SqlColumnView } from '../../catalogue/sql-column/sql-column.service.js';
import { DATA_FORMATS, type DataFormat } from '../../common/snapshot.js';
import type { ResourcePort, Row } from '../resource/service-resource.js';
import { peoplePatch, seenVersion, VERSION_FIELD } from './people-patch.js';
import { filterFlag, filterText, sortOf } from './sort.js';

const row = (column: SqlColumnView): Row => ({
  id: column.id,
  name: column.originalColumnName,
  columnName: column.columnName,
  tableId: column.sqlTable.id,
  tableName: `${column.sqlTable.schema}.${column.sqlTable.name}`,
  sqlDbId: column.sqlTable.sqlDbId,
  nativeType: column.nativeType,
  dataFormat: column.dataFormat,
  nullable: column.nullable,
  defaultValue: column.defaultValue,
  pkField: column.pkField,
  fkField: column.fkField,
  comment: column.comment,
  description: column.description,
  generatedComment: column.generatedComment,
  valueDescription: column.valueDescription,
  missing: column.missingSince !== null,
  version: column.version,
});

/** The columns of all tables; people name and describe them here. */
export function sqlColumnResource(columns: SqlColumnService): ResourcePort {
  return {
    id: 'SqlColumn',
    fields: [
      { path: 'id' },
      { path: 'name', isTitle: true, sortable: true },
      { path: 'columnName', editable: true },
      { path: 'tableName' },
      { path: 'tableId', reference: 'SqlTable' },
      { path: 'sqlDbId', reference: 'SqlDb' },
      { path: 'nativeType' },
      { path: 'dataFormat', values: DATA_FORMATS, sortable: true },
      { path: 'nullable', type: 'boolean' },
      { path: 'defaultValue' },
      { path: 'pkField' },
      { path: 'fkField' },
      { path: 'comment', type: 'textarea' },
      { path: 'description', type: 'textarea', editable: true },
      { path: 'generatedComment', type: 'textarea' },
      { path: 'valueDescription', type: 'textarea', editable: true },
      { path: 'missing', type: 'boolean' },
      VERSION_FIELD,
    ],
    async list(actor, query) {
      const tableId = filterText(query, 'tableId');
      const page = await columns.list(actor, {
        q: filterText(query, 'name'),
        sqlDbId: filterText(query, 'sqlDbId'),
        tableId: tableId === undefined ? undefined : Number(tableId),
        dataFormat: filterText(query, 'dataFormat') as DataFormat | undefined,
        missing: filterFlag(query, 'missing'),
        sort: sortOf(query),
        limit: Math.max(query.limit, 1),
        offset: query.offset,
      });
      return { total: page.total, rows: page.items.map(row) };
    },
    get: async (actor, id) => row(await columns.get(actor, Number(id))),
    async update(actor, id, values) {
      const texts = peoplePatch(values, ['description', 'valueDescription']);
      const name = peoplePatch(values, ['columnName']);
      const patch = {
        ...texts,
        ...('columnName' in name && { columnName: (name['columnName'] as string | null) ?? '' }),
      };
      return row(await columns.update(actor, Number(id), patch, seenVersion(values)));
    },
  };
}
