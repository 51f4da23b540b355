import express, { type RequestHandler } from 'express';
import { DomainError, InvalidInputError } from '../common/errors.js';

/** Enough for a form's longest texts and for a list of ids; an import is an upload with its own limit. */
const JSON_LIMIT = '1mb';
const FORM_LIMIT = '16kb';

/** Parses JSON bodies up to 1 MB. Mount it after authentication: strangers' bodies are not read. */
export function jsonBody(): RequestHandler {
  return explained(express.json({ limit: JSON_LIMIT, strict: true }));
}

/** Parses plain forms up to 16 KiB, flat fields only. */
export function formBody(): RequestHandler {
  return explained(express.urlencoded({ limit: FORM_LIMIT, extended: false, parameterLimit: 50 }));
}

function explained(parse: RequestHandler): RequestHandler {
  return (request, response, next) => {
    parse(request, response, (error?: unknown) => (error === undefined ? next() : next(bodyError(error))));
  };
}

/** The parser's own messages quote the body, which may hold a password: they are not passed on. */
function bodyError(error: unknown): unknown {
  const { type, status = 500 } = error as { type?: string; status?: number };
  if (type === 'entity.too.large')
    return new DomainError('body-too-large', 'The request is too large. Send less at once.');
  if (type === 'entity.parse.failed') return new InvalidInputError('The body is not valid JSON.');
  if (status === 415) return new DomainError('unsupported-media-type', 'The encoding of the body is not supported.');
  return status < 500 ? new InvalidInputError('The body cannot be read.') : error;
}
