import { DEFAULT_PORTS, type Engine } from '../common/snapshot.js';

interface SourcePlace {
  readonly engine: Engine;
  readonly host: string | null;
  readonly port: number | null;
  readonly path: string | null;
}

/** What jobs that are about a source say as their subject. */
export const SOURCE_SUBJECT = 'sql-db';

/** The slot that discovery, its single steps and whatever else writes captured structure share. */
export function dbElementsSlot(sqlDbId: string): string {
  return `${SOURCE_SUBJECT}:${sqlDbId}/db-elements`;
}

/** Jobs of one key run side by side up to the setting only: the host is spared, not the source alone. */
export function sourceHostKey({ engine, host, port, path }: SourcePlace): string {
  const text =
    host === null ? `file:${path ?? ''}` : `host:${host.toLowerCase()}:${port ?? DEFAULT_PORTS[engine] ?? ''}`;
  return text.slice(0, 190);
}
