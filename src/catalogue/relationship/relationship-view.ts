import { In, type EntityManager } from 'typeorm';
import { SqlTable } from '../sql-table/sql-table.entity.js';
import { RelationshipPair } from './relationship-pair.entity.js';
import type { Relationship } from './relationship.entity.js';

/** A table at one end of a relationship; `id` null: it is not catalogued. */
export interface RelationshipEnd {
  readonly id: number | null;
  readonly schema: string;
  readonly name: string;
}

export interface RelationshipPairView {
  /** 1-based. */
  readonly position: number;
  readonly sourceColumn: string;
  readonly targetColumn: string;
  readonly sourceColumnId: number | null;
  readonly targetColumnId: number | null;
}

/** A relationship as it is shown. */
export type RelationshipView = Pick<
  Relationship,
  | 'id' | 'sqlDbId' | 'constraintName' | 'kind' | 'onUpdate' | 'onDelete' | 'deferrable' | 'missingSince'
  | 'description' | 'version'
> & {
  readonly sourceTable: RelationshipEnd;
  readonly targetTable: RelationshipEnd;
  /** Whether it leads to something outside the catalogue. */
  readonly outside: boolean;
  readonly pairs: readonly RelationshipPairView[];
}; // prettier-ignore

/** Relationships with the names of their tables and their pairs: two queries, however many there are. */
export async function viewsOf(
  manager: EntityManager,
  relationships: readonly Relationship[],
): Promise<RelationshipView[]> {
  if (relationships.length === 0) return [];
  const select = { id: true, schema: true, name: true };
  const tables = await manager.find(SqlTable, {
    select,
    where: { id: In(relationships.map((one) => one.sourceTableId)) },
  });
  const byId = new Map(tables.map((table) => [table.id, table]));
  const pairs = await manager.find(RelationshipPair, {
    where: { relationshipId: In(relationships.map(({ id }) => id)) },
    order: { relationshipId: 'ASC', position: 'ASC' },
  });
  return relationships.map((one) => viewOf(one, byId.get(one.sourceTableId), pairs.filter((pair) => pair.relationshipId === one.id))); // prettier-ignore
}

function viewOf(
  one: Relationship,
  source: RelationshipEnd | undefined,
  pairs: readonly RelationshipPair[],
): RelationshipView {
  const { id, sqlDbId, constraintName, kind, onUpdate, onDelete, deferrable, missingSince, description, version } = one;
  return {
    id, sqlDbId, constraintName, kind, onUpdate, onDelete, deferrable, missingSince, description, version,
    sourceTable: { id: one.sourceTableId, schema: source?.schema ?? '', name: source?.name ?? '' },
    targetTable: { id: one.targetTableId, schema: one.targetSchema, name: one.targetTableName },
    outside: one.targetTableId === null,
    pairs: pairs.map(({ position, sourceColumn, targetColumn, sourceColumnId, targetColumnId }) => ({
      position, sourceColumn, targetColumn, sourceColumnId, targetColumnId,
    })),
  }; // prettier-ignore
}
