/** What jobs that are about a source say as their subject. */
export const SOURCE_SUBJECT = 'sql-db';

/** The slot that discovery, its single steps and whatever else writes captured structure share. */
export function dbElementsSlot(sqlDbId: string): string {
  return `${SOURCE_SUBJECT}:${sqlDbId}/db-elements`;
}

/** Jobs of one key run side by side up to the setting only: the host is spared, not the source alone. */
export function sourceHostKey(place: { host: string | null; port: number | null; path: string | null }): string {
  const text =
    place.host === null ? `file:${place.path ?? ''}` : `host:${place.host.toLowerCase()}:${place.port ?? ''}`;
  return text.slice(0, 190);
}
