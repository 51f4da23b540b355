import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { ReferentialAction } from '../../common/snapshot.js';
import { RelationshipPair } from '../relationship/relationship-pair.entity.js';
import { Relationship, type RelationshipKind } from '../relationship/relationship.entity.js';
import { chunksOf, rawSelect } from './raw-select.js';
import { bool, instant, num, text, type Raw } from './raw-values.js';

export interface KnownPair {
  readonly sourceColumn: string;
  readonly targetColumn: string;
  readonly sourceColumnId: number | null;
  readonly targetColumnId: number | null;
}

export interface KnownRelationship {
  readonly id: number;
  readonly key: string;
  readonly kind: RelationshipKind;
  readonly constraintName: string | null;
  readonly sourceTableId: number;
  readonly targetTableId: number | null;
  readonly targetSchema: string;
  readonly targetTable: string;
  readonly onUpdate: ReferentialAction;
  readonly onDelete: ReferentialAction;
  readonly deferrable: boolean;
  readonly missingSince: number | null;
  /** In the order of the constraint. */
  readonly pairs: KnownPair[];
}

/** Which of a source's relationships, with their pairs. */
export type RelationshipFilter =
  | { readonly sourceTableIds: readonly number[] }
  /** To something that was not catalogued. */
  | { readonly unlinkedOf: string }
  /** To these tables, with a pair whose target column was not catalogued. */
  | { readonly unpairedTo: readonly number[] };

/** The relationships that the filter finds, missing ones too. */
export async function knownRelationships(
  manager: EntityManager,
  filter: RelationshipFilter,
): Promise<KnownRelationship[]> {
  const found: KnownRelationship[] = [];
  if ('unlinkedOf' in filter) {
    await addRelationships(manager, found, 'e.sqlDbId = :id AND e.targetTableId IS NULL', { id: filter.unlinkedOf });
  } else if ('sourceTableIds' in filter) {
    for await (const chunk of chunksOf(filter.sourceTableIds)) {
      await addRelationships(manager, found, 'e.sourceTableId IN (:...chunk)', { chunk });
    }
  } else {
    for await (const chunk of chunksOf(filter.unpairedTo)) {
      const unpaired = manager
        .createQueryBuilder(RelationshipPair, 'p')
        .select('p.relationshipId')
        .where('p.targetColumnId IS NULL');
      const where = `e.targetTableId IN (:...chunk) AND e.id IN (${unpaired.getQuery()})`;
      await addRelationships(manager, found, where, { chunk });
    }
  }
  return found;
}

async function addRelationships(
  manager: EntityManager,
  found: KnownRelationship[],
  where: string,
  parameters: ObjectLiteral,
): Promise<void> {
  const rows = await rawSelect(manager, Relationship, [
    'id', 'key', 'kind', 'constraintName', 'sourceTableId', 'targetTableId', 'targetSchema', 'targetTableName',
    'onUpdate', 'onDelete', 'deferrable', 'missingSince',
  ]).where(where, parameters).getRawMany<Raw>(); // prettier-ignore
  const byId = new Map<number, KnownRelationship>();
  for (const row of rows) {
    byId.set(Number(row.id), {
      id: Number(row.id),
      key: text(row.key),
      kind: text(row.kind),
      constraintName: text(row.constraintName),
      sourceTableId: Number(row.sourceTableId),
      targetTableId: num(row.targetTableId),
      targetSchema: text(row.targetSchema),
      targetTable: text(row.targetTableName),
      onUpdate: text(row.onUpdate),
      onDelete: text(row.onDelete),
      deferrable: bool(row.deferrable),
      missingSince: instant(row.missingSince),
      pairs: [],
    });
  }
  for await (const chunk of chunksOf([...byId.keys()])) {
    const pairs = await rawSelect(manager, RelationshipPair, ['relationshipId', 'sourceColumn', 'targetColumn', 'sourceColumnId', 'targetColumnId'])
      .where('e.relationshipId IN (:...chunk)', { chunk }).orderBy('e.relationshipId').addOrderBy('e.position').getRawMany<Raw>(); // prettier-ignore
    for (const row of pairs) {
      byId.get(Number(row.relationshipId))?.pairs.push({
        sourceColumn: text(row.sourceColumn),
        targetColumn: text(row.targetColumn),
        sourceColumnId: num(row.sourceColumnId),
        targetColumnId: num(row.targetColumnId),
      });
    }
  }
  found.push(...byId.values());
}

/** The relationships of tables, by the table they start from. */
export async function relationshipsBySource(
  manager: EntityManager,
  sourceTableIds: readonly number[],
): Promise<Map<number, KnownRelationship[]>> {
  const found = new Map<number, KnownRelationship[]>();
  for (const one of await knownRelationships(manager, { sourceTableIds })) {
    const list = found.get(one.sourceTableId);
    if (list) list.push(one);
    else found.set(one.sourceTableId, [one]);
  }
  return found;
}

/** How many declared keys start from a table: to catalogued tables, and to others. */
export interface DeclaredCount {
  readonly tableId: number;
  readonly linked: number;
  readonly outside: number;
}

/** Counts of a source's declared keys that are there, for each table that has some. */
export async function declaredCounts(manager: EntityManager, sqlDbId: string): Promise<DeclaredCount[]> {
  const rows = await manager
    .createQueryBuilder(Relationship, 'e')
    .select('e.sourceTableId', 'tableId')
    .addSelect('COUNT(e.targetTableId)', 'linked')
    .addSelect('COUNT(*)', 'every')
    .where("e.sqlDbId = :sqlDbId AND e.kind = 'declared' AND e.missingSince IS NULL", { sqlDbId })
    .groupBy('e.sourceTableId')
    .getRawMany<Raw>();
  return rows.map(({ tableId, linked, every }) => ({
    tableId: Number(tableId),
    linked: Number(linked),
    outside: Number(every) - Number(linked),
  }));
}
