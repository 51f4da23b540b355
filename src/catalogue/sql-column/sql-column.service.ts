import { Injectable } from '@nestjs/common';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Actor, Role } from '../../common/actor.js';
import { NotFoundError, StaleVersionError } from '../../common/errors.js';
import type { DataFormat } from '../../common/snapshot.js';
import { affected } from '../../persistence/bulk/bulk.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import { onlyVisible, ownerOf } from '../access.js';
import { pageOf, search, sortBy, type ListQuery, type Page } from '../listing.js';
import { validPeopleText, type PeopleText } from '../people-text.js';
import { SqlTable } from '../sql-table/sql-table.entity.js';
import { SqlColumn } from './sql-column.entity.js';

/** Which columns to list: of one table by position, else as they were found, unless `sort` says position, name or dataFormat. */
export interface SqlColumnQuery extends ListQuery {
  readonly sqlDbId?: string;
  readonly tableId?: number;
  readonly dataFormat?: DataFormat;
  /** True: only missing ones; false: only those that are there. */
  readonly missing?: boolean;
  /** Only parts of a primary key, or of a foreign one. */
  readonly key?: 'pk' | 'fk';
}

export type SqlColumnPatch = Pick<PeopleText, 'columnName' | 'description' | 'valueDescription'>;

/** A column with the names of its table. */
export type SqlColumnView = SqlColumn & { readonly sqlTable: Pick<SqlTable, 'id' | 'sqlDbId' | 'schema' | 'name'> };

const SORTS = {
  position: ['c.sqlTableId', 'c.ordinal'],
  name: ['c.originalColumnName'],
  dataFormat: ['c.dataFormat', 'c.originalColumnName'],
};

/** Columns as they are catalogued, and what people write of them. */
@Injectable()
export class SqlColumnService {
  constructor(private readonly transactions: Transactions) {}

  /** The columns the actor may see. @throws InvalidInputError for an unknown sort */
  async list(actor: Actor, query: SqlColumnQuery = {}): Promise<Page<SqlColumnView>> {
    const { limit, offset } = pageOf(query);
    return this.transactions.read(async (manager) => {
      const select = manager.createQueryBuilder(SqlColumn, 'c');
      filter(select, actor, query);
      search(select, query.q, ['c.originalColumnName', 'c.columnName', 'c.comment', 'c.description']);
      const total = (await summedCount(manager, actor, query)) ?? (await select.getCount());
      sortBy(select, query.sort, query.tableId === undefined ? { byTable: [], ...SORTS } : SORTS, 'c.id');
      return { total, items: await withTable(select).offset(offset).limit(limit).getMany() } as Page<SqlColumnView>;
    });
  }

  /** @throws NotFoundError when there is none, or none that the actor may see */
  async get(actor: Actor, id: number): Promise<SqlColumnView> {
    return this.transactions.read((manager) => foundColumn(manager, actor, id, 'viewer'));
  }

  /**
   * Writes what people say of a column; an empty `columnName` is the source's own again.
   * @param version of the column as the editor saw it
   * @throws StaleVersionError, InvalidInputError, ForbiddenError, NotFoundError
   */
  async update(actor: Actor, id: number, patch: SqlColumnPatch, version: number): Promise<SqlColumnView> {
    const text = validPeopleText<SqlColumnPatch>(patch);
    await this.transactions.run(async (tx) => {
      const { originalColumnName } = await foundColumn(managerOf(tx), actor, id, 'editor');
      const name = text.columnName === undefined ? {} : { columnName: text.columnName || originalColumnName };
      const set = { ...text, ...name, version: version + 1 };
      const update = managerOf(tx).createQueryBuilder().update(SqlColumn).set(set).where({ id, version });
      if ((await affected(update)) === 0) throw new StaleVersionError();
    });
    return this.get(actor, id);
  }
}

/** The number of columns from their tables' own counts, where the query asks for nothing else; null where it does. */
async function summedCount(manager: EntityManager, actor: Actor, query: SqlColumnQuery): Promise<number | null> {
  const { sqlDbId, tableId, missing, q, dataFormat, key } = query;
  if (q?.trim() || dataFormat !== undefined || key !== undefined) return null;
  const live = 'CASE WHEN t.missingSince IS NULL THEN t.columnCount ELSE 0 END';
  const every = 't.columnCount + t.missingColumnCount';
  const count = missing === undefined ? every : missing ? `${every} - (${live})` : live;
  const tables = manager.createQueryBuilder(SqlTable, 't').select(`SUM(${count})`, 'total');
  onlyVisible(tables, actor, 't.sqlDbId');
  if (sqlDbId !== undefined) tables.andWhere('t.sqlDbId = :sqlDbId', { sqlDbId });
  if (tableId !== undefined) tables.andWhere('t.id = :tableId', { tableId });
  const row = await tables.getRawOne<{ total: unknown }>();
  return Number(row?.total ?? 0);
}

function filter(select: SelectQueryBuilder<SqlColumn>, actor: Actor, query: SqlColumnQuery): void {
  const { sqlDbId, tableId, dataFormat, missing, key } = query;
  const tables = select.subQuery().select('t.id').from(SqlTable, 't');
  onlyVisible(tables, actor, 't.sqlDbId');
  if (sqlDbId !== undefined) tables.andWhere('t.sqlDbId = :sqlDbId', { sqlDbId });
  if (tables.expressionMap.wheres.length > 0) {
    select.andWhere(`c.sqlTableId IN ${tables.getQuery()}`).setParameters(tables.getParameters());
  }
  if (tableId !== undefined) select.andWhere('c.sqlTableId = :tableId', { tableId });
  if (dataFormat !== undefined) select.andWhere('c.dataFormat = :dataFormat', { dataFormat });
  if (missing !== undefined) select.andWhere(`c.missingSince IS ${missing ? 'NOT NULL' : 'NULL'}`);
  if (key !== undefined) select.andWhere(`c.${key === 'pk' ? 'pkField' : 'fkField'} IS NOT NULL`);
}

function withTable(select: SelectQueryBuilder<SqlColumn>): SelectQueryBuilder<SqlColumn> {
  return select.innerJoin('c.sqlTable', 'o').addSelect(['o.id', 'o.sqlDbId', 'o.schema', 'o.name']);
}

/** A column that the actor has the role for. @throws NotFoundError, ForbiddenError */
export async function foundColumn(
  manager: EntityManager,
  actor: Actor,
  id: number,
  role: Role,
): Promise<SqlColumnView> {
  const column = await withTable(manager.createQueryBuilder(SqlColumn, 'c').where({ id })).getOne();
  await ownerOf(manager, actor, column?.sqlTable?.sqlDbId, role, ['column', id]);
  if (!column) throw new NotFoundError('column', id);
  return column as SqlColumnView;
}
