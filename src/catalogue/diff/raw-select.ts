import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** Ids asked for at once. */
const CHUNK = 500;

/** Selects properties of an entity under their own names. */
export function rawSelect<T extends ObjectLiteral>(
  manager: EntityManager,
  entity: new () => T,
  properties: readonly (keyof T & string)[],
): SelectQueryBuilder<T> {
  const query = manager.createQueryBuilder(entity, 'e').select([]);
  for (const property of properties) query.addSelect(`e.${property}`, property);
  return query;
}

/** The items, as many at once as one query may ask for. */
export function* chunksOf<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}
