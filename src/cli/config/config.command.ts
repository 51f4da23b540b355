import type { Command } from 'commander';
import { configurationHelp, configurationMarkdown } from '../../config/describe-config.js';
import { EXIT, print, type Commands } from '../output.js';

/** `seshat config`: every environment variable, from the declaration that the server reads. */
export function configCommand(program: Command, { output, finish }: Commands): void {
  program
    .command('config')
    .description('list every environment variable: what it means, how it is written, its default')
    .option('--markdown', 'as docs/configuration.md is written')
    .action(async ({ markdown }: { markdown?: boolean }) => {
      await print(output.stdout, [markdown ? configurationMarkdown() : configurationHelp()]);
      finish(EXIT.ok);
    });
}
