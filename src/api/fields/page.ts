import { InvalidInputError } from '../../common/errors.js';
import { DEFAULT_LIMIT, type ListQueryDto } from './list-query.dto.js';

/** A page of a list that is short enough to be read whole. */
export function pageOf<T>(
  all: readonly T[],
  { limit = DEFAULT_LIMIT, offset = 0, q, sort }: ListQueryDto,
  fields: Readonly<Record<string, (item: T) => string>>,
): { total: number; items: T[] } {
  const text = q?.trim().toLowerCase() ?? '';
  const readers = Object.values(fields);
  const found =
    text === '' ? [...all] : all.filter((item) => readers.some((of) => of(item).toLowerCase().includes(text)));
  return { total: found.length, items: sorted(found, sort, fields).slice(offset, offset + limit) };
}

function sorted<T>(items: T[], sort: string | undefined, fields: Readonly<Record<string, (item: T) => string>>): T[] {
  if (!sort) return items;
  const name = sort.replace(/^-/, '');
  const of = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!of) {
    const message = `must be one of ${Object.keys(fields).join(', ')}, with a leading - for descending`;
    throw new InvalidInputError('The list cannot be sorted like this.', [{ path: 'sort', message }]);
  }
  const sign = sort.startsWith('-') ? -1 : 1;
  return items.sort((a, b) => sign * of(a).localeCompare(of(b)));
}
