import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { DEFAULT_READER_SETTINGS, type ReaderSettings } from '../introspection/child-schema-reader.js';

/** What readers may do and spend, as the configuration has it. The catalogue's own files are never a source. */
export function readerSettings({ catalogue, dataDir, secrets, sources }: Config): ReaderSettings {
  const own = catalogue.engine === 'sqlite' ? [catalogue.path, `${catalogue.path}-wal`, `${catalogue.path}-shm`] : [];
  const keys = secrets.keyFile === null ? [] : [secrets.keyFile];
  return {
    ...DEFAULT_READER_SETTINGS,
    limits: {
      ...DEFAULT_READER_SETTINGS.limits,
      connectMs: sources.connectTimeoutMs,
      queryMs: sources.queryTimeoutMs,
      lockMs: sources.postgresqlLockTimeoutMs,
      mysqlLockMs: sources.mysqlLockTimeoutMs,
    },
    memoryMb: sources.readerMemoryMb,
    killMs: sources.childKillMs,
    egress: { allowPrivate: sources.egressPrivate, ports: sources.egressPorts },
    files: { directories: sources.sqliteDirs, forbidden: [...own, ...keys, join(dataDir, 'server.lock')] },
  };
}
