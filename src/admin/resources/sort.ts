import type { ListQuery } from '../resource/service-resource.js';

/** AdminJS' sort as our lists take it: `field`, or `-field` for descending. */
export function sortOf({ sortBy, descending }: ListQuery): string | undefined {
  return sortBy === null ? undefined : `${descending ? '-' : ''}${sortBy}`;
}

/** A filter's text, undefined when it is not set. */
export function filterText(query: ListQuery, field: string): string | undefined {
  const value = query.filters[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Yes or no as AdminJS sends it. */
export function filterFlag(query: ListQuery, field: string): boolean | undefined {
  const text = filterText(query, field);
  return text === undefined ? undefined : text === 'true';
}

/** The two ends of a date filter. */
export function filterRange(query: ListQuery, field: string): { from?: Date; to?: Date } {
  const { from, to } = (query.filters[field] ?? {}) as { from?: unknown; to?: unknown };
  return { ...(from ? { from: new Date(String(from)) } : {}), ...(to ? { to: new Date(String(to)) } : {}) };
}
