import { Option, type Command } from 'commander';
import { TOKEN_SCOPES, type TokenScope } from '../../auth/token-scope.js';
import { TokenService } from '../../auth/token.service.js';
import { UserService } from '../../auth/user.service.js';
import { SYSTEM } from '../../common/actor.js';
import { InvalidInputError } from '../../common/errors.js';
import { withCatalogue } from '../catalogue/catalogue-access.js';
import { EXIT, type Commands } from '../output.js';

interface CreateOptions {
  readonly name: string;
  readonly scope: readonly TokenScope[];
  readonly days: string;
}

const DAY_MS = 86_400_000;

/** `seshat token create`: an API token for a user, such as one for CI. */
export function tokenCommand(program: Command, commands: Commands): void {
  const { output, finish } = commands;
  const token = program.command('token').description('make API tokens');
  token
    .command('create')
    .description('make an API token that acts for a user; it is printed once')
    .argument('<login>', 'the sign-in name of the user')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--scope <scopes...>', 'what it may be used for').choices(TOKEN_SCOPES).default(['read']))
    .option('--days <days>', 'it expires after so many days; "never" for none', '90')
    .action(async (login: string, { name, scope, days }: CreateOptions) => {
      const expiresAt = expiry(days);
      const text = await withCatalogue<string>(
        commands,
        { work: false, make: false },
        {
          direct: async (app) => {
            const { id } = await app.get(UserService).getByLogin(SYSTEM, login);
            return (await app.get(TokenService).create(SYSTEM, { name, scopes: scope, expiresAt, userId: id })).text;
          },
          remote: async (api) => {
            const input = { login, name, scopes: scope, expiresAt: expiresAt?.toISOString() ?? null };
            return (await api.post<{ token: string }>('/users/tokens', input)).token;
          },
        },
      );
      output.stderr.write(`A token of ${login}, shown this once:\n`);
      output.stdout.write(`${text}\n`);
      finish(EXIT.ok);
    });
}

function expiry(days: string): Date | null {
  if (days === 'never') return null;
  const count = Number(days);
  if (!/^\d+$/.test(days) || count < 1 || count > 3650)
    throw new InvalidInputError('--days must be a whole number from 1 to 3650, or "never".');
  return new Date(Date.now() + count * DAY_MS);
}
