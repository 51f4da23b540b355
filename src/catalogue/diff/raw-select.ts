import { setImmediate } from 'node:timers/promises';
import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** Ids asked for at once: SQLite answers synchronously, and the columns of so many tables take about ten milliseconds. */
const CHUNK = 200;

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

/** The items, as many at once as one query may ask for; between two queries the event loop goes on. */
export async function* chunksOf<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < items.length; start += CHUNK) {
    if (start > 0) await setImmediate();
    yield items.slice(start, start + CHUNK);
  }
}
