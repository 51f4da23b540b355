import { SourceError } from '../common/errors.js';
import type { Engine } from '../common/snapshot.js';
import type { EngineReader } from './engine.js';

/** The one choice point of engines: a reader, and with it its driver, is loaded when it is needed and not before. */
const READERS: Partial<Record<Engine, () => Promise<EngineReader>>> = {
  sqlite: async () => (await import('./sqlite/sqlite.reader.js')).sqliteReader,
};

/** @throws SourceError when there is no reader for the engine */
export async function readerOf(engine: Engine): Promise<EngineReader> {
  const load = READERS[engine];
  if (!load) throw new SourceError('other', `There is no reader for ${engine}.`);
  return load();
}
