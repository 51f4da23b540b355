import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import type { JsonLogger } from './json-logger.js';
import './request-types.js';

/** Asked every few seconds by whoever watches the server. */
const CHATTER = /^\/health(\/|$)/;

/**
 * One line a request, when it is answered: method, path without its parameters, status, milliseconds, who asked from
 * where. Bodies and headers are never logged. The request's id is also sent as `X-Request-Id`.
 */
export function requestLog(logger: JsonLogger): RequestHandler {
  return pinoHttp<Request>({
    logger: logger.pino.child({ context: 'Http' }),
    genReqId: (_request, response) => {
      const id = randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'ms' },
    customLogLevel: (request, response, error) => {
      if (error || response.statusCode >= 500) return 'error';
      return CHATTER.test(pathOf(request)) ? 'debug' : 'info';
    },
    customSuccessMessage: (request, response) => `${request.method} ${pathOf(request)} ${response.statusCode}`,
    customErrorMessage: (request, response) => `${request.method} ${pathOf(request)} ${response.statusCode}`,
    customSuccessObject: (request, response, value: { ms: number }) => facts(request, response.statusCode, value.ms),
    customErrorObject: (request, response, error, value: { ms: number }) => {
      return { ...facts(request, response.statusCode, value.ms), err: error };
    },
  });
}

function facts(request: Request, status: number, ms: number): object {
  const { method, ip: address, id: requestId, actor } = request;
  const by = actor === undefined ? {} : { actor: actor.name, actorKind: actor.kind };
  return { requestId, method, path: pathOf(request), status, ms, address, ...by };
}

function pathOf(request: IncomingMessage & { originalUrl?: string }): string {
  return (request.originalUrl ?? request.url ?? '').replace(/[?#].*$/s, '').slice(0, 500);
}
