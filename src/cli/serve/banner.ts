import type { Config } from '../../config/config.js';

/** What the first start made. */
export interface FirstFound {
  /** The first admin's sign-in name; null when there was a user already. */
  readonly login: string | null;
  /** Only when we made it: shown now and never again. */
  readonly password: string | null;
}

/** Says where the server is and, once, how to sign in. On standard error: standard output is the log's. */
export function sayReady(out: NodeJS.WritableStream, address: string, config: Config, found: FirstFound): void {
  const home = `${config.http.baseUrl ?? address}/admin`;
  const lines = ['', `  Seshat is ready:  ${home}`, ...signIn(found)];
  out.write(`${lines.join('\n')}\n\n`);
}

/** For a start that failed after all: the admin stays, and the password is not shown again. */
export function sayAdminMade(out: NodeJS.WritableStream, found: FirstFound): void {
  if (found.login) out.write(`\n  The first administrator has been made.\n${signIn(found).join('\n')}\n\n`);
}

function signIn({ login, password }: FirstFound): string[] {
  if (login === null) return [];
  const secret =
    password === null
      ? ['  Password:         that of SESHAT_ADMIN_PASSWORD']
      : [`  Password:         ${password}`, '                    (shown this once; keep it)'];
  return [`  Sign in as:       ${login}`, ...secret];
}
