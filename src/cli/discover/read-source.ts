import type { SourceError } from '../../common/errors.js';
import type { Config } from '../../config/config.js';
import { ChildSchemaReader } from '../../introspection/child-schema-reader.js';
import { documentText, snapshotDocument } from '../../introspection/document.js';
import { escapeUnseen } from '../../common/text.js';
import { readerSettings } from '../../tasks/reader-settings.js';
import { EXIT, print, type Output } from '../output.js';
import type { NamedSource } from './named-source.js';
import type { ProgressView } from './progress-view.js';
import { summaryText } from './summary.js';

/**
 * Reads a source and prints what it holds; no catalogue is opened. Whoever sits at the terminal may read any file and
 * reach any host that they could themselves.
 * @returns the exit code
 * @throws SourceError classified, InvalidInputError
 */
export async function readSource(
  { connection, scope }: NamedSource,
  json: boolean,
  config: Config,
  { stdout }: Output,
  view: ProgressView,
  signal: AbortSignal,
): Promise<number> {
  const reader = new ChildSchemaReader({
    ...readerSettings(config),
    egress: { allowPrivate: true, ports: null },
    files: { directories: null, forbidden: [] },
  });
  const read = await reader.read(connection, scope, {
    signal,
    onProgress: (step, done, total) => view.show(step, done, total),
    onWarning: (text) => view.say(`warning: ${escapeUnseen(text)}`),
    onRetry: (attempt, delayMs, error: SourceError) =>
      view.say(`${escapeUnseen(error.message)} Try ${attempt} in ${(delayMs / 1000).toFixed(1)} s.`),
  });
  view.close();
  const failed = read.entries.filter((entry) => entry.problem).length;
  await print(stdout, json ? documentText(read) : summaryText(snapshotDocument(read)));
  const problems = failed > 0 ? `; ${failed} could not be read` : '';
  view.say(`Read ${read.entries.length} tables with ${read.queries} queries${problems}.`);
  return failed > 0 ? EXIT.incomplete : EXIT.ok;
}
