import { text } from 'node:stream/consumers';
import { Option, type Command } from 'commander';
import { UserService } from '../../auth/user.service.js';
import { ROLES, SYSTEM, type Role } from '../../common/actor.js';
import { InvalidInputError } from '../../common/errors.js';
import { withCatalogue } from '../catalogue/catalogue-access.js';
import { EXIT, type Commands } from '../output.js';

interface AddOptions {
  readonly role: Role;
  readonly name?: string;
  readonly passwordStdin?: boolean;
}

/** What both ways answer; null when the password was chosen. */
interface Made {
  readonly password: string | null;
}

const TO_ADD = { work: false, make: true };
const TO_CHANGE = { work: false, make: false };
const PASSWORD_HELP =
  '\nA password is made and printed once unless --password-stdin is given: it never stands in the command line.';

/** `seshat user …`: people of the catalogue, with or without a server running. */
export function userCommand(program: Command, commands: Commands): void {
  const { output, finish } = commands;
  const user = program.command('user').description('add people, or give them a new password');
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
      const made = await withCatalogue<Made>(commands, TO_ADD, {
        direct: (app) => app.get(UserService).add(SYSTEM, input),
        remote: (api) => api.post('/users', input),
      });
      output.stdout.write(`Added ${login} as ${role}.\n${shown(made)}`);
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
      const made = await withCatalogue<Made>(commands, TO_CHANGE, {
        direct: async (app) => {
          const users = app.get(UserService);
          return users.resetPassword(SYSTEM, (await users.getByLogin(SYSTEM, login)).id, password);
        },
        remote: (api) => api.post('/users/reset-password', { login, ...(password === undefined ? {} : { password }) }),
      });
      output.stdout.write(`${login} has a new password.\n${shown(made)}`);
      finish(EXIT.ok);
    });
}

function shown({ password }: Made): string {
  return password === null ? '' : `Password: ${password}\n`;
}

/** The first line of standard input. */
async function given(fromStdin: boolean | undefined): Promise<string | undefined> {
  if (!fromStdin) return undefined;
  const line = (await text(process.stdin)).split('\n')[0]?.replace(/\r$/, '') ?? '';
  if (line === '') throw new InvalidInputError('Standard input holds no password.');
  return line;
}
