import { Injectable } from '@nestjs/common';
import { Brackets, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { Actor, Role } from '../../common/actor.js';
import { ConflictError, NotFoundError, StaleVersionError } from '../../common/errors.js';
import { affected } from '../../persistence/bulk/bulk.js';
import { reserveIds } from '../../persistence/bulk/reserve-ids.js';
import { isUniqueViolation } from '../../persistence/database-errors.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import { onlyVisible, ownerOf, touchStructure } from '../access.js';
import { pageOf, search, sortBy, type ListQuery, type Page } from '../listing.js';
import { validPeopleText, type PeopleText } from '../people-text.js';
import { foundTable } from '../sql-table/sql-table.service.js';
import { manualRelationship, type ManualRelationshipInput } from './manual-relationship.js';
import { RelationshipPair } from './relationship-pair.entity.js';
import { viewsOf, type RelationshipView } from './relationship-view.js';
import { Relationship, type RelationshipKind } from './relationship.entity.js';
import { rewriteFkFields } from './table-keys.js';

/** Which relationships to list; by table they start from unless `sort` says name, kind or target. */
export interface RelationshipQuery extends ListQuery {
  readonly sqlDbId?: string;
  /** At either end. */
  readonly tableId?: number;
  readonly kind?: RelationshipKind;
  /** True: only missing ones; false: only those that are there. */
  readonly missing?: boolean;
  /** True: only those to something outside the catalogue; false: only linked ones. */
  readonly outside?: boolean;
}

const SORTS = {
  table: ['r.sourceTableId', 'r.constraintName'],
  name: ['r.constraintName'],
  kind: ['r.kind'],
  target: ['r.targetSchema', 'r.targetTableName'],
};

/** Relationships of a table both ways. */
export interface TableRelationships {
  readonly outgoing: RelationshipView[];
  readonly incoming: RelationshipView[];
}

/** Relationships as they are catalogued, those that people draw, and what they write of them. */
@Injectable()
export class RelationshipService {
  constructor(private readonly transactions: Transactions) {}

  /** The relationships the actor may see. @throws InvalidInputError for an unknown sort */
  async list(actor: Actor, query: RelationshipQuery = {}): Promise<Page<RelationshipView>> {
    const { limit, offset } = pageOf(query);
    return this.transactions.read(async (manager) => {
      const select = manager.createQueryBuilder(Relationship, 'r');
      onlyVisible(select, actor, 'r.sqlDbId');
      filter(select, query);
      search(select, query.q, ['r.constraintName', 'r.targetSchema', 'r.targetTableName', 'r.description']);
      const total = await select.getCount();
      sortBy(select, query.sort, SORTS, 'r.id');
      return { total, items: await viewsOf(manager, await select.offset(offset).limit(limit).getMany()) };
    });
  }

  /** Those that start from a table, and those that lead to it. @throws NotFoundError */
  async ofTable(actor: Actor, tableId: number): Promise<TableRelationships> {
    return this.transactions.read(async (manager) => {
      await foundTable(manager, actor, tableId, 'viewer');
      const order = { constraintName: 'ASC', id: 'ASC' } as const;
      const outgoing = await manager.find(Relationship, { where: { sourceTableId: tableId }, order });
      const incoming = await manager.find(Relationship, { where: { targetTableId: tableId }, order });
      return { outgoing: await viewsOf(manager, outgoing), incoming: await viewsOf(manager, incoming) };
    });
  }

  /** @throws NotFoundError when there is none, or none that the actor may see */
  async get(actor: Actor, id: number): Promise<RelationshipView> {
    return this.transactions.read(async (manager) => {
      const [view] = await viewsOf(manager, [await foundRelationship(manager, actor, id, 'viewer')]);
      if (!view) throw new NotFoundError('relationship', id);
      return view;
    });
  }

  /**
   * Draws a key between two tables of a source; discovery never touches it.
   * @throws InvalidInputError, ConflictError `relationship-exists`, ForbiddenError, NotFoundError
   */
  async create(actor: Actor, input: ManualRelationshipInput): Promise<RelationshipView> {
    const text = validPeopleText({ description: input.description ?? null });
    const table = await this.transactions.read((manager) => foundTable(manager, actor, input.sourceTableId, 'editor'));
    const work = this.transactions.run(async (tx) => {
      await touchStructure(tx, table.sqlDbId);
      const { source, row, pairs } = await manualRelationship(managerOf(tx), { ...input, ...text });
      const id = await reserveIds(tx, Relationship, 1);
      await managerOf(tx).insert(Relationship, { id, ...row });
      await managerOf(tx).insert(RelationshipPair, pairs.map((pair) => ({ relationshipId: id, ...pair }))); // prettier-ignore
      await rewriteFkFields(tx, source);
      return id;
    });
    const id = await work.catch((error: unknown) => {
      if (!isUniqueViolation(error, 'relationship_key')) throw error;
      throw new ConflictError('relationship-exists', 'This relationship has been drawn already.', { cause: error });
    });
    return this.get(actor, id);
  }

  /**
   * Writes what people say of a relationship.
   * @param version of the relationship as the editor saw it
   * @throws StaleVersionError, InvalidInputError, ForbiddenError, NotFoundError
   */
  async update(
    actor: Actor,
    id: number,
    patch: Pick<PeopleText, 'description'>,
    version: number,
  ): Promise<RelationshipView> {
    const text = validPeopleText<Pick<PeopleText, 'description'>>(patch);
    await this.transactions.run(async (tx) => {
      await foundRelationship(managerOf(tx), actor, id, 'editor');
      const set = { ...text, version: version + 1 };
      const update = managerOf(tx).createQueryBuilder().update(Relationship).set(set).where({ id, version });
      if ((await affected(update)) === 0) throw new StaleVersionError();
    });
    return this.get(actor, id);
  }

  /**
   * Removes a relationship that a person drew.
   * @throws ConflictError `not-manual` for one that the source declares, ForbiddenError, NotFoundError
   */
  async remove(actor: Actor, id: number): Promise<void> {
    const { sqlDbId } = await this.transactions.read((manager) => foundRelationship(manager, actor, id, 'editor'));
    await this.transactions.run(async (tx) => {
      await touchStructure(tx, sqlDbId);
      const manager = managerOf(tx);
      const relationship = await foundRelationship(manager, actor, id, 'editor');
      if (relationship.kind !== 'manual') {
        const message = 'Only relationships drawn by hand can be deleted: this one comes from the source itself.';
        throw new ConflictError('not-manual', message);
      }
      await manager.delete(Relationship, { id });
      await rewriteFkFields(tx, await foundTable(manager, actor, relationship.sourceTableId, 'editor'));
    });
  }
}

function filter(select: SelectQueryBuilder<Relationship>, query: RelationshipQuery): void {
  const { sqlDbId, tableId, kind, missing, outside } = query;
  if (sqlDbId !== undefined) select.andWhere('r.sqlDbId = :sqlDbId', { sqlDbId });
  if (tableId !== undefined) {
    const ends = new Brackets((or) => or.where('r.sourceTableId = :tableId').orWhere('r.targetTableId = :tableId'));
    select.andWhere(ends).setParameters({ tableId });
  }
  if (kind !== undefined) select.andWhere('r.kind = :kind', { kind });
  if (missing !== undefined) select.andWhere(`r.missingSince IS ${missing ? 'NOT NULL' : 'NULL'}`);
  if (outside !== undefined) select.andWhere(`r.targetTableId IS ${outside ? 'NULL' : 'NOT NULL'}`);
}

/** A relationship that the actor has the role for. @throws NotFoundError, ForbiddenError */
export async function foundRelationship(
  manager: EntityManager,
  actor: Actor,
  id: number,
  role: Role,
): Promise<Relationship> {
  const relationship = await manager.findOneBy(Relationship, { id });
  await ownerOf(manager, actor, relationship?.sqlDbId, role, ['relationship', id]);
  if (!relationship) throw new NotFoundError('relationship', id);
  return relationship;
}
