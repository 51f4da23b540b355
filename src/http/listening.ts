import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError, DomainError } from '../common/errors.js';
import type { HttpConfig } from '../config/config.js';

/** Requests under way when the server stops listening may take so long. */
const GRACE_MS = 2_000;
const LOOK_EVERY_MS = 50;

/** Where a listening server is reached from this machine, such as `http://127.0.0.1:3000`. */
export function addressOf(server: Server, http: HttpConfig): string {
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : http.port;
  const any = http.host === '0.0.0.0' || http.host === '::';
  const host = any ? '127.0.0.1' : http.host.includes(':') ? `[${http.host}]` : http.host;
  return `http://${host}:${port}`;
}

/** Why it cannot listen, for people; what it is not about is given back as it is. */
export function listenError(error: unknown, { host, port }: HttpConfig): unknown {
  const options = { cause: error };
  const change = 'Choose another with --port or PORT.';
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new ConflictError(
        'port-in-use',
        `Port ${port} of ${host} is in use by another program. ${change}`,
        options,
      );
    case 'EACCES':
      return new DomainError('port-refused', `Port ${port} may not be used by this account. ${change}`, options);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new DomainError('no-such-address', `${host} is no address of this machine. Check SESHAT_HOST.`, options);
    default:
      return error;
  }
}

/** Waits until the server stops listening, gives what is under way a moment, then cuts it. Ends with the signal. */
export function cutLateConnections(server: Server, closed: AbortSignal): void {
  const pause = (ms: number) => sleep(ms, undefined, { signal: closed, ref: false });
  const watch = async (): Promise<void> => {
    while (server.listening) await pause(LOOK_EVERY_MS);
    await pause(GRACE_MS);
    server.closeAllConnections();
  };
  watch().catch(() => undefined); // closed in time
}
