import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { visibleWorkspaces, type Actor } from '../../common/actor.js';
import { likeText } from '../../persistence/text-search.js';
import { pageOf, search, sortBy, type Page } from '../listing.js';
import { Relationship } from '../relationship/relationship.entity.js';
import { SqlTable } from '../sql-table/sql-table.entity.js';
import type { SqlDbCounts, SqlDbQuery, SqlDbView } from './sql-db-input.js';
import { viewOf } from './sql-db-view.js';
import { SqlDb } from './sql-db.entity.js';

const SORTS = {
  name: ['s.name'],
  engine: ['s.engine', 's.name'],
  mode: ['s.mode', 's.name'],
  status: ['s.dbElements.status', 's.name'],
  createdAt: ['s.createdAt'],
  lastDiscoveredAt: ['s.lastDiscoveredAt'],
};

/** The sources that the actor may see and the query asks for. */
export async function listSqlDbs(manager: EntityManager, actor: Actor, query: SqlDbQuery): Promise<Page<SqlDbView>> {
  const { limit, offset } = pageOf(query);
  const select = manager.createQueryBuilder(SqlDb, 's').addSelect('s.passwordCipher');
  const visible = visibleWorkspaces(actor);
  if (visible !== 'all')
    select.andWhere('s.workspaceId IN (:...visible)', { visible: visible.length > 0 ? visible : [''] });
  filter(select, query);
  search(select, query.q, ['s.name', 's.host', 's.path', 's.database', 's.description']);
  sortBy(select, query.sort, SORTS, 's.id');
  const [rows, total] = await select.skip(offset).take(limit).getManyAndCount();
  return { total, items: rows.map(viewOf) };
}

function filter(select: SelectQueryBuilder<SqlDb>, { workspaceId, engine, status, mode, tag, ids }: SqlDbQuery): void {
  if (workspaceId !== undefined) select.andWhere('s.workspaceId = :workspaceId', { workspaceId });
  if (engine !== undefined) select.andWhere('s.engine = :engine', { engine });
  if (status !== undefined) select.andWhere('s.dbElements.status = :status', { status });
  if (mode !== undefined) select.andWhere('s.mode = :mode', { mode });
  if (ids !== undefined) select.andWhere('s.id IN (:...ids)', { ids: ids.length > 0 ? ids : [''] });
  // Tags are a JSON list: a whole one is found between its quotes.
  if (tag !== undefined) select.andWhere(`s.tags LIKE :tag ESCAPE '!'`, { tag: `%${likeText(JSON.stringify(tag))}%` });
}

const NOTHING: SqlDbCounts = {
  tables: 0,
  columns: 0,
  relationships: 0,
  missingTables: 0,
  missingColumns: 0,
  missingRelationships: 0,
  staleTables: 0,
};

const sum = (condition: string, value = '1'): string => `SUM(CASE WHEN ${condition} THEN ${value} ELSE 0 END)`;

/** How much of each source is catalogued, by its id. Sums over its tables: columns are not counted one by one. */
export async function countsOf(manager: EntityManager, ids: readonly string[]): Promise<Map<string, SqlDbCounts>> {
  if (ids.length === 0) return new Map();
  const tables = await manager
    .createQueryBuilder(SqlTable, 't')
    .select('t.sqlDbId', 'id')
    .addSelect(sum('t.missingSince IS NULL'), 'tables')
    .addSelect(sum('t.missingSince IS NULL', 't.columnCount'), 'columns')
    .addSelect(sum('t.missingSince IS NOT NULL'), 'missingTables')
    .addSelect(`SUM(t.missingColumnCount) + ${sum('t.missingSince IS NOT NULL', 't.columnCount')}`, 'missingColumns')
    .addSelect(sum('t.missingSince IS NULL AND t.staleSince IS NOT NULL'), 'staleTables')
    .where('t.sqlDbId IN (:...ids)', { ids })
    .groupBy('t.sqlDbId')
    .getRawMany<Record<string, unknown>>();
  const relationships = await manager
    .createQueryBuilder(Relationship, 'r')
    .select('r.sqlDbId', 'id')
    .addSelect(sum('r.missingSince IS NULL AND r.targetTableId IS NOT NULL'), 'relationships')
    .addSelect(sum('r.missingSince IS NOT NULL'), 'missingRelationships')
    .where('r.sqlDbId IN (:...ids)', { ids })
    .groupBy('r.sqlDbId')
    .getRawMany<Record<string, unknown>>();
  const counts = new Map(ids.map((id) => [id, { ...NOTHING }]));
  for (const { id, ...figures } of [...tables, ...relationships]) {
    const found = counts.get(String(id));
    for (const [name, value] of Object.entries(figures)) Object.assign(found ?? {}, { [name]: Number(value) });
  }
  return counts;
}
