import { In, type EntityManager } from 'typeorm';
import { InvalidInputError, type FieldProblem } from '../../common/errors.js';
import { manualKey } from '../stable-keys.js';
import { SqlColumn } from '../sql-column/sql-column.entity.js';
import { SqlTable } from '../sql-table/sql-table.entity.js';
import type { RelationshipPair } from './relationship-pair.entity.js';
import type { Relationship } from './relationship.entity.js';

/** A key that a person draws between two tables of one source. */
export interface ManualRelationshipInput {
  readonly sourceTableId: number;
  readonly targetTableId: number;
  /** In the order of the key; at least one. */
  readonly pairs: readonly { readonly sourceColumnId: number; readonly targetColumnId: number }[];
  readonly description?: string | null;
}

export interface ManualRelationship {
  readonly source: SqlTable;
  readonly row: Omit<Relationship, 'id' | 'sqlDb' | 'sourceTable' | 'targetTable'>;
  readonly pairs: readonly Omit<
    RelationshipPair,
    'relationshipId' | 'relationship' | 'sourceColumnRow' | 'targetColumnRow'
  >[];
}

const MAX_PAIRS = 64;

/** @throws InvalidInputError naming what does not fit together */
export async function manualRelationship(
  manager: EntityManager,
  input: ManualRelationshipInput,
): Promise<ManualRelationship> {
  const { sourceTableId, targetTableId, pairs, description } = input;
  if (pairs.length === 0 || pairs.length > MAX_PAIRS)
    throw wrong([{ path: 'pairs', message: `must be 1 to ${MAX_PAIRS} pairs` }]);
  const tables = await manager.findBy(SqlTable, { id: In([sourceTableId, targetTableId]) });
  const source = tables.find(({ id }) => id === sourceTableId);
  const target = tables.find(({ id }) => id === targetTableId);
  if (!source || !target)
    throw wrong([{ path: source ? 'targetTableId' : 'sourceTableId', message: 'must be a table' }]);
  if (source.sqlDbId !== target.sqlDbId)
    throw wrong([{ path: 'targetTableId', message: 'must be of the same source' }]);
  const ids = pairs.flatMap(({ sourceColumnId, targetColumnId }) => [sourceColumnId, targetColumnId]);
  const columns = new Map((await manager.findBy(SqlColumn, { id: In(ids) })).map((column) => [column.id, column]));
  const problems: FieldProblem[] = [];
  const named = pairs.map(({ sourceColumnId, targetColumnId }, index) => {
    const from = columns.get(sourceColumnId);
    const to = columns.get(targetColumnId);
    if (from?.sqlTableId !== source.id) problems.push({ path: `pairs.${index}.sourceColumnId`, message: 'must be a column of the source table' }); // prettier-ignore
    if (to?.sqlTableId !== target.id) problems.push({ path: `pairs.${index}.targetColumnId`, message: 'must be a column of the target table' }); // prettier-ignore
    const sourceColumn = from?.originalColumnName ?? '';
    return {
      position: index + 1,
      sourceColumnId,
      targetColumnId,
      sourceColumn,
      targetColumn: to?.originalColumnName ?? '',
    };
  });
  if (problems.length > 0) throw wrong(problems);
  return {
    source,
    pairs: named,
    row: {
      sqlDbId: source.sqlDbId,
      key: manualKey(targetTableId, pairs),
      constraintName: null,
      kind: 'manual',
      sourceTableId,
      targetTableId,
      targetSchema: target.schema,
      targetTableName: target.name,
      onUpdate: 'NO ACTION',
      onDelete: 'NO ACTION',
      deferrable: false,
      description: description || null,
      missingSince: null,
      version: 1,
    },
  };
}

const wrong = (problems: readonly FieldProblem[]): InvalidInputError =>
  new InvalidInputError('The relationship cannot be saved like this.', problems);
