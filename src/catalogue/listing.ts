import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { InvalidInputError } from '../common/errors.js';
import { holding } from '../persistence/text-search.js';

/** What every list can be asked. */
export interface ListQuery {
  /** 1 to 500; 50 when left out. */
  readonly limit?: number;
  readonly offset?: number;
  /** Text to find in names and what people and the source say of them; upper and lower case are the same. */
  readonly q?: string;
  /** A field to sort by, `-field` for descending; which fields, each list says. */
  readonly sort?: string;
}

/** A page of a list. */
export interface Page<T> {
  /** Of all that the filter finds. */
  readonly total: number;
  readonly items: T[];
}

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;

/** Rows to take and to skip, within bounds. */
export function pageOf(query: ListQuery): { readonly limit: number; readonly offset: number } {
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? DEFAULT_LIMIT) || DEFAULT_LIMIT, 1), MAX_LIMIT);
  return { limit, offset: Math.max(Math.trunc(query.offset ?? 0) || 0, 0) };
}

/** Keeps rows where one of the properties (`alias.property`) holds the text; nothing to do without a text. */
export function search<T extends ObjectLiteral>(
  select: SelectQueryBuilder<T>,
  q: string | undefined,
  properties: readonly string[],
): void {
  const text = q?.trim();
  if (!text) return;
  const { condition, parameters } = holding(select, properties, text);
  select.andWhere(condition, parameters);
}

/**
 * Sorts by a field of the list, then by what makes the order total.
 * @param fields what each name sorts by (`alias.property`); the first is the default
 * @throws InvalidInputError naming the fields there are
 */
export function sortBy<T extends ObjectLiteral>(
  select: SelectQueryBuilder<T>,
  sort: string | undefined,
  fields: Readonly<Record<string, readonly string[]>>,
  last: string,
): void {
  const names = Object.keys(fields);
  const descending = sort?.startsWith('-') ?? false;
  const name = (descending ? sort?.slice(1) : sort) || names[0];
  const properties = name === undefined || !Object.hasOwn(fields, name) ? undefined : fields[name];
  if (!properties) {
    throw new InvalidInputError(`The list cannot be sorted by "${sort}".`, [
      { path: 'sort', message: `must be one of ${names.join(', ')}, with a leading - for descending` },
    ]);
  }
  for (const property of [...properties, last]) select.addOrderBy(property, descending ? 'DESC' : 'ASC');
}
