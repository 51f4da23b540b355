import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { DomainError } from '../../common/errors.js';
import type { Config } from '../../config/config.js';
import { runningServer } from '../../persistence/data-directory/data-directory-lock.js';

/** Opens the catalogue without a server. */
export type OpenCatalogue = (config: Config, logger: LoggerService | false) => Promise<INestApplicationContext>;

/** Speaks with the API of the server that owns the embedded catalogue. */
export type CallServer = <T>(path: string, method: string, body?: object) => Promise<T>;

/**
 * Works on the catalogue: through the server's API where one owns the embedded catalogue (CONTRACT 15), else by itself.
 * @throws DomainError with the server's own words
 */
export async function withCatalogue<T>(
  config: Config,
  open: OpenCatalogue,
  ways: {
    readonly direct: (app: INestApplicationContext) => Promise<T>;
    readonly remote: (call: CallServer) => Promise<T>;
  },
): Promise<T> {
  const server = config.catalogue.engine === 'sqlite' ? await runningServer(config.dataDir) : null;
  if (server) {
    const { address, token, pid } = server;
    if (!address || !token)
      throw new DomainError('server-starting', `The server (process ${pid}) is still starting. Try again.`);
    return ways.remote((path, method, body) => callServer(address, token, path, method, body));
  }
  const app = await open(config, false);
  try {
    return await ways.direct(app);
  } finally {
    await app.close();
  }
}

async function callServer<T>(address: string, token: string, path: string, method: string, body?: object): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${address}/api${path}`, { method, headers, body: body && JSON.stringify(body) }).catch(
    (cause: unknown) => {
      throw new DomainError('server-away', `The server at ${address} does not answer.`, { cause });
    },
  );
  const answer = (await response.json().catch(() => null)) as { detail?: string; code?: string } | null;
  if (response.ok) return answer as T;
  throw new DomainError(answer?.code ?? 'server-error', answer?.detail ?? `The server answered ${response.status}.`);
}
