import { text } from 'node:stream/consumers';
import { Option, type Command } from 'commander';
import { UserService } from '../../auth/user.service.js';
import { ROLES, SYSTEM, type Role } from '../../common/actor.js';
import { InvalidInputError } from '../../common/errors.js';
import type { Config } from '../../config/config.js';
import { CatalogueConnection } from '../../persistence/catalogue-connection.js';
import { EXIT, type Output } from '../output.js';
import { withCatalogue, type OpenCatalogue } from './catalogue-access.js';

interface AddOptions {
  readonly role: Role;
  readonly name?: string;
  readonly passwordStdin?: boolean;
}

const PASSWORD_HELP =
  '\nA password is made and printed once unless --password-stdin is given: it never stands in the command line.';

/** `seshat user …`: people of the catalogue, with or without a server running. */
export function userCommand(
  command: Command,
  config: () => Config,
  open: OpenCatalogue,
  output: Output,
  finish: (code: number) => void,
): void {
  const user = command.command('user').description('add people, or give them a new password');
  user
    .command('add')
    .description('add a person who can sign in')
    .argument('<login>', 'the sign-in name, such as an e-mail address')
    .addOption(new Option('--role <role>', 'what they may do everywhere').choices(ROLES).default('viewer'))
    .option('--name <name>', 'their name; the sign-in name when left out')
    .option('--password-stdin', 'read the password from standard input')
    .addHelpText('after', PASSWORD_HELP)
    .action(async (login: string, { role, name = login, passwordStdin }: AddOptions) => {
      const password = await given(passwordStdin);
      const input = { login, name, role, ...(password === undefined ? {} : { password }) };
      const made = await withCatalogue(config(), open, {
        direct: async (app) => {
          await app.get(CatalogueConnection).whenReady();
          return (await app.get(UserService).add(SYSTEM, input)).password;
        },
        remote: async (call) => (await call<{ password: string | null }>('/users', 'POST', input)).password,
      });
      output.stdout.write(`Added ${login} as ${role}.\n${made === null ? '' : `Password: ${made}\n`}`);
      finish(EXIT.ok);
    });
  user
    .command('reset-password')
    .description('give a person a new password; their sessions end')
    .argument('<login>', 'the sign-in name')
    .option('--password-stdin', 'read the password from standard input')
    .addHelpText('after', PASSWORD_HELP)
    .action(async (login: string, { passwordStdin }: Pick<AddOptions, 'passwordStdin'>) => {
      const password = await given(passwordStdin);
      const made = await withCatalogue(config(), open, {
        direct: async (app) => {
          await app.get(CatalogueConnection).whenReady();
          const users = app.get(UserService);
          return (await users.resetPassword(SYSTEM, (await users.getByLogin(SYSTEM, login)).id, password)).password;
        },
        remote: async (call) =>
          (await call<{ password: string | null }>('/users/reset-password', 'POST', { login, password })).password,
      });
      output.stdout.write(`${login} has a new password.\n${made === null ? '' : `Password: ${made}\n`}`);
      finish(EXIT.ok);
    });
}

/** The first line of standard input. */
async function given(fromStdin: boolean | undefined): Promise<string | undefined> {
  if (!fromStdin) return undefined;
  const line = (await text(process.stdin)).split('\n')[0]?.replace(/\r$/, '') ?? '';
  if (line === '') throw new InvalidInputError('Standard input holds no password.');
  return line;
}
