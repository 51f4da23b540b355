import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { JsonLogger } from './json-logger.js';
import './request-types.js';

/** Asked every few seconds by whoever watches the server. */
const CHATTER = /^\/health(\/|$)/;

/**
 * One line a request, when its answer has ended: method, path without its parameters, status, milliseconds, who asked
 * from where. Parameters, headers and bodies are never logged: they hold cookies, tokens and passwords.
 * The request's id is also sent as `X-Request-Id`.
 */
export function requestLog(logger: JsonLogger): RequestHandler {
  const log = logger.pino.child({ context: 'Http' });
  return (request, response, next) => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      const { method, ip: address, actor } = request;
      const path = pathOf(request);
      const status = response.statusCode;
      const ms = Math.round(performance.now() - startedAt);
      const by = actor === undefined ? {} : { actor: actor.name, actorKind: actor.kind };
      const cut = response.writableFinished ? {} : { aborted: true };
      const level = status >= 500 ? 'error' : CHATTER.test(path) ? 'debug' : 'info';
      log[level]({ requestId, method, path, status, ms, address, ...by, ...cut }, `${method} ${path} ${status}`);
    });
    next();
  };
}

function pathOf(request: Request): string {
  return request.originalUrl.replace(/[?#].*$/s, '').slice(0, 500);
}
