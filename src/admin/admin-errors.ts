import type { ErrorRequestHandler } from 'express';
import {
  DomainError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnauthenticatedError,
  UnavailableError,
} from '../common/errors.js';
import { html } from '../http/html.js';
import type { JsonLogger } from '../http/json-logger.js';
import { page } from '../http/page.js';

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  'no-such-page': 404,
  'body-too-large': 413,
  'uploads-refused': 415,
  'unsupported-media-type': 415,
};

/** The end of every request below /admin that went wrong: a page or JSON that says so, never internals. */
export function adminErrors(logger: JsonLogger, home: string): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    if (status === 500) logger.error(error, 'Admin');
    if (error instanceof UnavailableError) response.setHeader('Retry-After', error.retryAfterSeconds);
    const message =
      status === 500 ? 'Something went wrong in the server. Its log says what.' : (error as Error).message;
    response.status(status);
    if (request.accepts(['html', 'json']) !== 'html') return response.json({ message });
    return response.type('html').send(
      page(
        'That did not work',
        html`<p role="alert">${message}</p>
          <a class="button" href="${home}">Back to the overview</a>`,
      ),
    );
  };
}

function statusOf(error: unknown): number {
  // AdminJS' own: NotFoundError (no such resource), ForbiddenError and so on, with texts for people.
  if (!(error instanceof DomainError)) return adminJsStatus(error);
  if (error instanceof UnauthenticatedError) return 401;
  if (error instanceof ForbiddenError) return 403;
  if (error instanceof NotFoundError) return 404;
  if (error instanceof InvalidInputError) return 422;
  if (error instanceof UnavailableError) return 503;
  return STATUS_BY_CODE[error.code] ?? 400;
}

function adminJsStatus(error: unknown): number {
  const status: unknown = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
