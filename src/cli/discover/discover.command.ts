import { InvalidArgumentError, type Command } from 'commander';
import { DomainError, SourceError } from '../../common/errors.js';
import { escapeUnseen } from '../../jobs/log/log-text.js';
import type { Config } from '../../config/config.js';
import { ChildSchemaReader } from '../../introspection/child-schema-reader.js';
import { documentText, snapshotDocument } from '../../introspection/document.js';
import type { ReadScope, SourceConnection } from '../../introspection/engine.js';
import type { ReadResult } from '../../introspection/schema-reader.js';
import { parseSourceUrl } from '../../introspection/source-url.js';
import { readerSettings } from '../../tasks/reader-settings.js';
import { EXIT, type Output } from '../output.js';
import { ProgressView } from './progress-view.js';
import { summaryText } from './summary.js';

interface DiscoverOptions {
  readonly json?: boolean;
  readonly schema: string[];
  readonly include: string[];
  readonly exclude: string[];
}

const PASSWORD_VARIABLE = 'SESHAT_SOURCE_PASSWORD';
const collect = (value: string, before: string[]): string[] => [...before, value];

/** `seshat discover <url>`: reads a source and prints its structure; no server, nothing is kept. */
export function discoverCommand(
  command: Command,
  config: () => Config,
  output: Output,
  finish: (code: number) => void,
): void {
  command
    .command('discover')
    .description('read a source and print its structure; no server is needed and nothing is kept')
    .argument(
      '<url>',
      'postgresql://user@host/database, mysql://…, mariadb://…, sqlite:///path, or the path of an SQLite file',
    )
    .option('--json', 'print the snapshot document (see docs/snapshot.schema.json) and nothing else on standard output')
    .option('--schema <name>', 'read this schema only; may be repeated', collect, [])
    .option('--include <glob>', 'tables to read, over table or schema.table; may be repeated', collect, [])
    .option('--exclude <glob>', 'tables to leave out; may be repeated', collect, [])
    .addHelpText(
      'after',
      `\nThe password may stand in ${PASSWORD_VARIABLE} instead of the URL.\nExit codes: 0 read whole, 1 not read, 2 wrong usage, 3 read, but some tables could not be.`,
    )
    .action(async (url: string, options: DiscoverOptions) => finish(await discover(url, options, config(), output)));
}

async function discover(url: string, options: DiscoverOptions, config: Config, output: Output): Promise<number> {
  const view = new ProgressView(output.stderr);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new DomainError('interrupted', 'Interrupted: nothing was printed.'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const read = await readSource(connectionOf(url, config), scopeOf(options), config, view, stop.signal);
    const failed = read.entries.filter((entry) => entry.problem).length;
    await print(output.stdout, options.json ? documentText(read) : summaryText(snapshotDocument(read)));
    view.say(
      `Read ${read.entries.length} tables with ${read.queries} queries${failed ? `; ${failed} could not be read` : ''}.`,
    );
    return failed > 0 ? EXIT.incomplete : EXIT.ok;
  } finally {
    view.close();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** The URL's parts, with the password of the environment where the URL has none. */
function connectionOf(url: string, config: Config): SourceConnection {
  const connection = parseSourceUrl(url);
  return connection.password === null
    ? { ...connection, password: config.sources.password?.reveal() ?? null }
    : connection;
}

function scopeOf({ schema, include, exclude }: DiscoverOptions): ReadScope {
  for (const glob of [...include, ...exclude])
    if (glob === '') throw new InvalidArgumentError('A pattern must not be empty.');
  return { schemas: schema, include, exclude, partitions: false };
}

/** Whoever sits at the terminal may read any file and reach any host that they could themselves. */
async function readSource(
  connection: SourceConnection,
  scope: ReadScope,
  config: Config,
  view: ProgressView,
  signal: AbortSignal,
): Promise<ReadResult> {
  const settings = {
    ...readerSettings(config),
    egress: { allowPrivate: true, ports: null },
    files: { directories: null, forbidden: [] },
  };
  return new ChildSchemaReader(settings).read(connection, scope, {
    signal,
    onProgress: (step, done, total) => view.show(step, done, total),
    onWarning: (text) => view.say(`warning: ${escapeUnseen(text)}`),
    onRetry: (attempt, delayMs, error: SourceError) =>
      view.say(`${error.message} Try ${attempt} in ${(delayMs / 1000).toFixed(1)} s.`),
  });
}

/** Waits where the reader of a pipe is slow; a closed pipe (`| head`) ends it quietly. */
async function print(out: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    if (!out.write(piece)) await new Promise((resolve) => out.once('drain', resolve));
  }
}
