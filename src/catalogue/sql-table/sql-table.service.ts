import { Injectable } from '@nestjs/common';
import { In, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { Actor, Role } from '../../common/actor.js';
import { NotFoundError, StaleVersionError } from '../../common/errors.js';
import type { TableKind } from '../../common/snapshot.js';
import { affected } from '../../persistence/bulk/bulk.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import { onlyVisible, ownerOf } from '../access.js';
import { likeText } from '../../persistence/text-search.js';
import { pageOf, search, sortBy, type ListQuery, type Page } from '../listing.js';
import { validPeopleText, type PeopleText } from '../people-text.js';
import { SqlTable } from './sql-table.entity.js';

/** Which tables to list; by schema and name unless `sort` says name, kind, rowEstimate or columnCount. */
export interface SqlTableQuery extends ListQuery {
  readonly sqlDbId?: string;
  readonly schema?: string;
  readonly kind?: TableKind;
  /** True: only missing ones; false: only those that are there. */
  readonly missing?: boolean;
  readonly stale?: boolean;
  readonly tag?: string;
}

export type SqlTablePatch = Pick<PeopleText, 'description' | 'tags'>;

const SORTS = {
  schema: ['t.schema', 't.name'],
  name: ['t.name', 't.schema'],
  kind: ['t.kind', 't.schema', 't.name'],
  rowEstimate: ['t.rowEstimate'],
  columnCount: ['t.columnCount'],
};

/** Tables as they are catalogued, and what people write of them. */
@Injectable()
export class SqlTableService {
  constructor(private readonly transactions: Transactions) {}

  /** The tables the actor may see. @throws InvalidInputError for an unknown sort */
  async list(actor: Actor, query: SqlTableQuery = {}): Promise<Page<SqlTable>> {
    const { limit, offset } = pageOf(query);
    return this.transactions.read(async (manager) => {
      const select = manager.createQueryBuilder(SqlTable, 't');
      onlyVisible(select, actor, 't.sqlDbId');
      filter(select, query);
      search(select, query.q, ['t.schema', 't.name', 't.comment', 't.description']);
      const total = await select.getCount();
      sortBy(select, query.sort, SORTS, 't.id');
      return { total, items: await select.offset(offset).limit(limit).getMany() };
    });
  }

  /** @throws NotFoundError when there is none, or none that the actor may see */
  async get(actor: Actor, id: number): Promise<SqlTable> {
    return this.transactions.read((manager) => foundTable(manager, actor, id, 'viewer'));
  }

  /**
   * Writes what people say of a table.
   * @param version of the table as the editor saw it
   * @throws StaleVersionError, InvalidInputError, ForbiddenError, NotFoundError
   */
  async update(actor: Actor, id: number, patch: SqlTablePatch, version: number): Promise<SqlTable> {
    const text = validPeopleText<SqlTablePatch>(patch);
    await this.transactions.run(async (tx) => {
      await foundTable(managerOf(tx), actor, id, 'editor');
      const set = { ...text, tags: text.tags && [...text.tags], version: version + 1 };
      const update = managerOf(tx).createQueryBuilder().update(SqlTable).set(set).where({ id, version });
      if ((await affected(update)) === 0) throw new StaleVersionError();
    });
    return this.get(actor, id);
  }

  /** The stable keys of those of the tables that belong to the source; for tasks. */
  async keysOf(sqlDbId: string, ids: readonly number[]): Promise<Set<string>> {
    const where = { sqlDbId, id: In([...ids]) };
    const tables = await this.transactions.read((manager) => manager.find(SqlTable, { select: { id: true, key: true }, where })); // prettier-ignore
    return new Set(tables.map(({ key }) => key));
  }
}

function filter(select: SelectQueryBuilder<SqlTable>, query: SqlTableQuery): void {
  const { sqlDbId, schema, kind, missing, stale, tag } = query;
  if (sqlDbId !== undefined) select.andWhere('t.sqlDbId = :sqlDbId', { sqlDbId });
  if (schema !== undefined) select.andWhere('t.schema = :schema', { schema });
  if (kind !== undefined) select.andWhere('t.kind = :kind', { kind });
  if (missing !== undefined) select.andWhere(`t.missingSince IS ${missing ? 'NOT NULL' : 'NULL'}`);
  if (stale !== undefined) select.andWhere(`t.staleSince IS ${stale ? 'NOT NULL' : 'NULL'}`);
  // Tags are a JSON list: a whole one is found between its quotes.
  if (tag !== undefined) select.andWhere(`t.tags LIKE :tag ESCAPE '!'`, { tag: `%${likeText(JSON.stringify(tag))}%` });
}

/** A table that the actor has the role for. @throws NotFoundError, ForbiddenError */
export async function foundTable(manager: EntityManager, actor: Actor, id: number, role: Role): Promise<SqlTable> {
  const table = await manager.findOneBy(SqlTable, { id });
  await ownerOf(manager, actor, table?.sqlDbId, role, ['table', id]);
  if (!table) throw new NotFoundError('table', id);
  return table;
}
