import { RELATIONSHIP_KINDS, type RelationshipKind } from '../../catalogue/relationship/relationship.entity.js';
import type { RelationshipService } from '../../catalogue/relationship/relationship.service.js';
import type { RelationshipView } from '../../catalogue/relationship/relationship-view.js';
import type { ResourcePort, Row } from '../resource/service-resource.js';
import { peoplePatch, seenVersion, VERSION_FIELD } from './people-patch.js';
import { filterFlag, filterText, sortOf } from './sort.js';

const nameOf = ({ schema, name }: { schema: string; name: string }): string => `${schema}.${name}`;

const row = (relationship: RelationshipView): Row => ({
  id: relationship.id,
  name: relationship.constraintName,
  source: nameOf(relationship.sourceTable),
  sourceTableId: relationship.sourceTable.id,
  target: nameOf(relationship.targetTable),
  targetTableId: relationship.targetTable.id,
  columns: relationship.pairs.map((pair) => `${pair.sourceColumn} → ${pair.targetColumn}`).join(', '),
  kind: relationship.kind,
  onUpdate: relationship.onUpdate,
  onDelete: relationship.onDelete,
  sqlDbId: relationship.sqlDbId,
  outside: relationship.outside,
  missing: relationship.missingSince !== null,
  description: relationship.description,
  version: relationship.version,
});

/** The relationships of all sources; a composite key is one, with its pairs in order. */
export function relationshipResource(relationships: RelationshipService): ResourcePort {
  return {
    id: 'Relationship',
    fields: [
      { path: 'id' },
      { path: 'name', isTitle: true, sortable: true },
      { path: 'source' },
      { path: 'sourceTableId', reference: 'SqlTable' },
      { path: 'target', sortable: true },
      { path: 'targetTableId', reference: 'SqlTable' },
      { path: 'columns' },
      { path: 'kind', values: RELATIONSHIP_KINDS, sortable: true },
      { path: 'onUpdate' },
      { path: 'onDelete' },
      { path: 'sqlDbId', reference: 'SqlDb' },
      { path: 'outside', type: 'boolean' },
      { path: 'missing', type: 'boolean' },
      { path: 'description', type: 'textarea', editable: true },
      VERSION_FIELD,
    ],
    async list(actor, query) {
      const tableId = filterText(query, 'sourceTableId') ?? filterText(query, 'targetTableId');
      const page = await relationships.list(actor, {
        q: filterText(query, 'name'),
        sqlDbId: filterText(query, 'sqlDbId'),
        tableId: tableId === undefined ? undefined : Number(tableId),
        kind: filterText(query, 'kind') as RelationshipKind | undefined,
        missing: filterFlag(query, 'missing'),
        outside: filterFlag(query, 'outside'),
        sort: sortOf(query),
        limit: Math.max(query.limit, 1),
        offset: query.offset,
      });
      return { total: page.total, rows: page.items.map(row) };
    },
    get: async (actor, id) => row(await relationships.get(actor, Number(id))),
    async update(actor, id, values) {
      const patch = peoplePatch(values, ['description']);
      return row(await relationships.update(actor, Number(id), patch, seenVersion(values)));
    },
  };
}
