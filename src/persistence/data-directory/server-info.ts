import { renameSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What the server that holds a data directory says of itself, for terminal commands and for a second server. */
export interface ServerInfo {
  readonly pid: number;
  /** When it took the directory, ISO 8601. */
  readonly since: string;
  /** Such as `http://127.0.0.1:3000`; null until it listens. */
  readonly address: string | null;
  /** For its API, of this boot only; null until it listens. */
  readonly token: string | null;
}

const fileOf = (dataDir: string) => join(dataDir, 'server.json');

/**
 * Writes the file (0600) in one step: whoever reads it sees all of it or none. And at once: a server that listens has
 * said so before it answers the first request.
 */
export function writeServerInfo(dataDir: string, info: ServerInfo): void {
  const path = fileOf(dataDir);
  const draft = `${path}.${info.pid}.tmp`;
  writeFileSync(draft, `${JSON.stringify(info)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

/** What was written last, also by a server that has died since; null when there is nothing that can be read. */
export async function lastServerInfo(dataDir: string): Promise<ServerInfo | null> {
  try {
    return JSON.parse(await readFile(fileOf(dataDir), 'utf8')) as ServerInfo;
  } catch {
    return null;
  }
}

export async function removeServerInfo(dataDir: string): Promise<void> {
  await rm(fileOf(dataDir), { force: true });
}
