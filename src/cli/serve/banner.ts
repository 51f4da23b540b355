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
  const lines = [``, `  Seshat is ready:  ${home}`];
  if (found.login) lines.push(`  Sign in as:       ${found.login}`);
  if (found.password)
    lines.push(`  Password:         ${found.password}`, `                    (shown this once; keep it)`);
  out.write(`${lines.join('\n')}\n\n`);
}
