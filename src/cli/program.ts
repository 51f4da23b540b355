import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { DomainError, InvalidInputError } from '../common/errors.js';
import type { Config } from '../config/config.js';
import { configurationHelp } from '../config/describe-config.js';
import { loadConfig } from '../config/load-config.js';
import { discoverCommand } from './discover/discover.command.js';
import { EXIT, type Output } from './output.js';
import { serve, type RunningServer } from './serve/serve.command.js';
import type { OpenCatalogue } from './user/catalogue-access.js';
import { userCommand } from './user/user.command.js';

/** What the entry point knows and commands do not: how the application is made. */
export interface Wiring {
  readonly startServer: (config: Config) => Promise<RunningServer>;
  readonly openCatalogue: OpenCatalogue;
}

interface ServeOptions {
  readonly port?: string;
  readonly host?: string;
  readonly demo: boolean;
}

/** Runs the command line. @returns the exit code; every error has been said on standard error by then */
export async function runProgram(argv: readonly string[], wiring: Wiring, output: Output): Promise<number> {
  let code: number = EXIT.ok;
  const program = new Command('seshat')
    .description("a living catalogue of an organisation's SQL databases")
    .version(version())
    .configureOutput({ writeOut: (s) => void output.stdout.write(s), writeErr: (s) => void output.stderr.write(s) })
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .addHelpText('after', () => `\n${configurationHelp()}`);
  const config = (overrides: Readonly<Record<string, string | undefined>> = {}): Config => loadConfig({ overrides });
  program
    .command('serve')
    .description('run the server: admin pages, REST API, jobs')
    .option('--port <port>', 'overrides PORT')
    .option('--host <address>', 'overrides SESHAT_HOST')
    .option('--no-demo', 'do not register the demo source at first start')
    .action(async ({ port, host, demo }: ServeOptions) => {
      const settings = config({ PORT: port, SESHAT_HOST: host, SESHAT_DEMO: demo ? undefined : 'false' });
      code = await serve(settings, () => wiring.startServer(settings), output);
    });
  const finish = (result: number): void => void (code = result);
  discoverCommand(program, config, output, finish);
  userCommand(program, config, wiring.openCatalogue, output, finish);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return failure(error, output);
  }
}

function failure(error: unknown, { stderr }: Output): number {
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
  stderr.write(
    `Something went wrong that should not: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}\n`,
  );
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
