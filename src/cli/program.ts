import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { DomainError, InvalidInputError } from '../common/errors.js';
import { loadConfig } from '../config/load-config.js';
import { catalogueCommand } from './catalogue/catalogue.command.js';
import { configCommand } from './config/config.command.js';
import { discoverCommand } from './discover/discover.command.js';
import { EXIT, type Commands, type Output } from './output.js';
import { jobsCommand } from './jobs/jobs.command.js';
import { runCommand } from './run/run.command.js';
import { serveCommand } from './serve/serve.command.js';
import { tokenCommand } from './user/token.command.js';
import { userCommand } from './user/user.command.js';
import type { Wiring } from './wiring.js';
import { workerCommand } from './worker/worker.command.js';

const CONFIGURATION =
  '\nConfiguration is by environment variables: `seshat config` lists every one of them.' +
  '\nExit codes: 0 done, 1 not done, 2 wrong usage or configuration; `discover` has one more.';

/** Runs the command line. @returns the exit code; every error has been said on standard error by then */
export async function runProgram(argv: readonly string[], wiring: Wiring, output: Output): Promise<number> {
  let code: number = EXIT.ok;
  const program = new Command('seshat')
    .description("a living catalogue of an organisation's SQL databases")
    .version(version())
    .configureOutput({ writeOut: (s) => void output.stdout.write(s), writeErr: (s) => void output.stderr.write(s) })
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .addHelpText('after', CONFIGURATION);
  const commands: Commands = {
    config: (overrides = {}) => loadConfig({ overrides }),
    wiring,
    output,
    finish: (result) => void (code = result),
  };
  const work = [discoverCommand, runCommand, jobsCommand];
  for (const add of [serveCommand, workerCommand, ...work, userCommand, tokenCommand, catalogueCommand, configCommand])
    add(program, commands);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return failure(error, output);
  }
}

function failure(error: unknown, { stderr }: Output): number {
  // Commander has said what was wrong, or printed the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof InvalidInputError) {
    const problems = error.problems.filter(({ message }) => !error.message.includes(message));
    stderr.write(`${[error.message, ...problems.map((p) => `  ${p.path}: ${p.message}`)].join('\n')}\n`);
    return EXIT.usage;
  }
  if (error instanceof DomainError) {
    stderr.write(`${error.message}\n`);
    return EXIT.failed;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : 'unknown';
  stderr.write(`Something went wrong that should not: ${text}\n`);
  return EXIT.failed;
}

/** From package.json, above dist/src/cli or src/cli. */
function version(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      continue;
    }
  }
  return 'unknown';
}
