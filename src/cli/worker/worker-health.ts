import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { DomainError } from '../../common/errors.js';
import type { Config } from '../../config/config.js';

/** Whether the worker takes jobs; the reason when it does not. */
export type Readiness = () => Promise<string | null>;

/**
 * Answers /health/live and /health/ready, and nothing else, for whoever watches the worker.
 * @returns null where no port is configured
 * @throws DomainError when the port cannot be had
 */
export async function openHealth({ http, worker }: Config, readiness: Readiness): Promise<Server | null> {
  const { healthPort: port } = worker;
  const { host } = http;
  if (port === null) return null;
  const server = createServer((request, response) => {
    void answer(request.url ?? '', readiness).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    });
  });
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    const message = `Port ${port} on ${host} cannot be opened. Choose another SESHAT_WORKER_HEALTH_PORT.`;
    throw new DomainError('port-unavailable', message, { cause: error });
  }
  return server;
}

async function answer(path: string, readiness: Readiness): Promise<[number, object]> {
  if (path === '/health/live') return [200, { status: 'ok' }];
  if (path !== '/health/ready') return [404, { status: 'not-found' }];
  const reason = await readiness();
  return reason === null ? [200, { status: 'ok' }] : [503, { status: 'not-ready', reason }];
}
