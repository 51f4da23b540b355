import type { NestExpressApplication } from '@nestjs/platform-express';
import { Router, type RequestHandler } from 'express';
import { Clock } from '../common/clock.js';
import { DomainError, InvalidInputError } from '../common/errors.js';
import { jsonBody } from '../http/body-limits.js';
import { Gate } from '../http/gate.js';
import { rateLimit } from '../http/rate-limit.js';
import { ApiDocument } from './openapi/api-document.js';

/** For each actor; a person with many pages open stays far below. */
const REQUESTS_A_MINUTE = 3000;
/** Each opens a connection to an address of the caller's choice. */
const PROBES_A_MINUTE = 20;

/** What anybody may read: the description of the API and its page. Nothing in it is about this server's contents. */
const PUBLIC = /^\/(?:openapi\.json|docs(?:\/[a-z0-9.-]{1,60})?)?\/?$/;

/** Takes any content; see UploadsController. */
const UPLOAD = /^\/workspaces\/[^/]+\/files\/?$/i;

/** Mounts what comes before every route of the API: who asks, how often, and only then the body. */
export function mountApi(app: NestExpressApplication): void {
  const gate = app.get(Gate);
  const clock = app.get<Clock>(Clock as never, { strict: false });
  app.get(ApiDocument).describe(app);
  const guarded = Router();
  guarded.use(...gate.forApi(), rateLimit(REQUESTS_A_MINUTE, clock));
  guarded.post('/sql-dbs/test', rateLimit(PROBES_A_MINUTE, clock));
  guarded.use(unlessUpload(onlyJson()), unlessUpload(jsonBody()), onlyObjects());
  app.use('/metrics', ...gate.forMetrics());
  app.use('/api', ((request, response, next) => {
    const isPublic = ['GET', 'HEAD'].includes(request.method) && PUBLIC.test(request.path);
    return isPublic ? next() : guarded(request, response, next);
  }) satisfies RequestHandler);
}

/** An upload's body is read by its own route, as it comes. */
function unlessUpload(handler: RequestHandler): RequestHandler {
  return (request, response, next) => {
    const isUpload = request.method === 'POST' && UPLOAD.test(request.path);
    return isUpload ? next() : handler(request, response, next);
  };
}

/** A body that is no JSON would be taken for none at all. */
function onlyJson(): RequestHandler {
  return (request, _response, next) => {
    if (request.is('json') !== false || request.headers['content-length'] === '0') return next();
    throw new DomainError('unsupported-media-type', 'Send JSON, with Content-Type: application/json.');
  };
}

function onlyObjects(): RequestHandler {
  return (request, _response, next) => {
    if (Array.isArray(request.body)) throw new InvalidInputError('The body must be a JSON object, not a list.');
    next();
  };
}
