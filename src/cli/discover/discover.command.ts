import type { Command } from 'commander';
import { DomainError, InvalidInputError, SourceError } from '../../common/errors.js';
import type { ReadScope, SourceConnection } from '../../introspection/engine.js';
import { parseSourceUrl } from '../../introspection/source-url.js';
import { askPassword, mayAsk } from '../ask-password.js';
import type { Commands } from '../output.js';
import type { NamedSource } from './named-source.js';
import { PASSWORD_VARIABLE, noPasswordGiven } from './no-password.js';
import { ProgressView } from './progress-view.js';
import { readSource } from './read-source.js';
import { saveSource } from './save-source.js';

interface DiscoverOptions {
  readonly json?: boolean;
  readonly schema: string[];
  readonly include: string[];
  readonly exclude: string[];
  readonly save?: boolean;
  readonly name?: string;
}

const URL_HELP = 'postgresql://user@host/database, mysql://…, mariadb://…, sqlite:///path, or an SQLite file';
const HELP = `
The password may stand in ${PASSWORD_VARIABLE} instead of the URL, where other users of this machine could see it; on a
terminal it is asked for when the source wants one and nothing is saved.
Exit codes: 0 read whole, 1 not read, 2 wrong usage, 3 read, but some tables could not be.`;

const collect = (value: string, before: string[]): string[] => [...before, value];

/** `seshat discover <url>`: reads a source and prints its structure, or keeps it in the catalogue. */
export function discoverCommand(program: Command, commands: Commands): void {
  program
    .command('discover')
    .description('read a source and print its structure; no server is needed, and nothing is kept without --save')
    .argument('<url>', URL_HELP)
    .option('--json', 'print the snapshot document (docs/snapshot.schema.json), nothing else on standard output')
    .option('--schema <name>', 'read this schema only; may be repeated', collect, [])
    .option('--include <glob>', 'tables to read, over table or schema.table; may be repeated', collect, [])
    .option('--exclude <glob>', 'tables to leave out; may be repeated', collect, [])
    .option('--save', 'register the source in the catalogue and discover it there')
    .option('--name <name>', 'with --save: what the source is called there')
    .addHelpText('after', HELP)
    .action(async (url: string, options: DiscoverOptions) => commands.finish(await discover(url, options, commands)));
}

async function discover(url: string, options: DiscoverOptions, commands: Commands): Promise<number> {
  const { save = false, json = false, name } = options;
  if (save && json) throw new InvalidInputError('--json prints what was read, --save keeps it: give one of them.');
  if (name !== undefined && !save) throw new InvalidInputError('--name goes with --save.');
  const config = commands.config();
  const connection = withPassword(parseSourceUrl(url), config.sources.password?.reveal() ?? null);
  const source = { connection, scope: scopeOf(options) };
  const view = new ProgressView(commands.output.stderr);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new DomainError('interrupted', 'Interrupted.'));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    if (save) return await saveSource(source, name, commands, view, stop.signal);
    const read = (given: NamedSource): Promise<number> =>
      readSource(given, json, config, commands.output, view, stop.signal);
    return await askedWhenWanted(source, read, commands, view);
  } finally {
    view.close();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Tries without a password first: many local sources want none. */
async function askedWhenWanted(
  source: NamedSource,
  work: (source: NamedSource) => Promise<number>,
  { output }: Commands,
  view: ProgressView,
): Promise<number> {
  const { connection } = source;
  try {
    return await work(source);
  } catch (error) {
    const wanted = error instanceof SourceError && error.failure === 'authentication' && connection.password === null;
    if (!wanted) throw error;
    if (!mayAsk(output)) throw noPasswordGiven(connection);
    view.close();
    const password = await askPassword(`Password of ${connection.user ?? 'the user'}: `, output);
    return work({ ...source, connection: { ...connection, password } });
  }
}

function withPassword(connection: SourceConnection, password: string | null): SourceConnection {
  const wanted = connection.path === null && connection.password === null;
  return wanted ? { ...connection, password } : connection;
}

function scopeOf({ schema, include, exclude }: DiscoverOptions): ReadScope {
  if ([...schema, ...include, ...exclude].includes('')) throw new InvalidInputError('A pattern must not be empty.');
  return { schemas: schema, include, exclude, partitions: false };
}
