import { existsSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import type { Command } from 'commander';
import { ConflictError, InvalidInputError } from '../../common/errors.js';
import { parseCatalogueUrl } from '../../config/catalogue-url.js';
import type { CatalogueConfig, Config } from '../../config/config.js';
import { WrongValue } from '../../config/variable-types.js';
import { runningServer } from '../../persistence/data-directory/data-directory-lock.js';
import { EXIT, type Commands } from '../output.js';

/** Stands for the catalogue of SESHAT_CATALOGUE_URL, so that no password need stand in the command line. */
const CONFIGURED = 'configured';

/** Stands for the first line of standard input, for the same reason. */
const FROM_INPUT = '-';

const PLACE = `a catalogue's URL; "${CONFIGURED}" for the one of SESHAT_CATALOGUE_URL; "${FROM_INPUT}" to read it from standard input`;
const HELP = `
A URL with a password in the command line can be seen by others on this machine: give it by standard input.
Stop every server and worker of both catalogues first. The one to copy into is new and empty; everything is copied or
nothing. Keep SESHAT_SECRET_KEY (or the key file) and the files of jobs: they are not part of the catalogue.`;

/** `seshat catalogue copy <from> <to>`: moves on to another engine. */
export function catalogueCommand(program: Command, commands: Commands): void {
  const { output, wiring, finish } = commands;
  const catalogue = program.command('catalogue').description('look after the catalogue itself');
  catalogue
    .command('copy')
    .description('copy a whole catalogue into an empty one, of any engine')
    .argument('<from>', PLACE)
    .argument('<to>', PLACE)
    .addHelpText('after', HELP)
    .action(async (from: string, to: string) => {
      const config = commands.config();
      await refuseRunning(config);
      const given = [from, to].includes(FROM_INPUT) ? (await textOf(process.stdin)).trim() : '';
      const urlOf = (text: string): string => (text === FROM_INPUT ? given : text);
      const [source, target] = [placeOf('from', urlOf(from), config), placeOf('to', urlOf(to), config)];
      if (source.engine === 'sqlite' && !existsSync(source.path))
        throw new InvalidInputError(`There is no catalogue at ${source.path}.`);
      const rows = await wiring.copyCatalogue(source, target, (table, count) => {
        if (count > 0) output.stderr.write(`${table}: ${count} rows\n`);
      });
      output.stdout.write(`Copied ${rows} rows.\n`);
      finish(EXIT.ok);
    });
}

async function refuseRunning({ dataDir }: Config): Promise<void> {
  const server = await runningServer(dataDir);
  if (!server) return;
  const message = `A server (process ${server.pid}) works on ${dataDir}. Stop it, and every other one, before the copy.`;
  throw new ConflictError('server-running', message);
}

function placeOf(argument: string, text: string, { catalogue }: Config): CatalogueConfig {
  if (text === CONFIGURED) return catalogue;
  try {
    return parseCatalogueUrl(text);
  } catch (error) {
    if (error instanceof WrongValue) throw new InvalidInputError(`<${argument}> ${error.message}.`);
    throw error;
  }
}
