import { HttpException } from '@nestjs/common';
import {
  ConflictError,
  DomainError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  SourceError,
  StaleVersionError,
  TooManyRequestsError,
  UnauthenticatedError,
  UnavailableError,
} from '../../common/errors.js';
import { isAway, isBusy, isSerializationFailure } from '../../persistence/database-errors.js';
import { problemDetails } from './problem-details.js';
import type { ProblemDto } from './problem.dto.js';

/** The answer to an error. */
export interface ProblemAnswer {
  readonly body: ProblemDto;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether nobody foresaw it: it is logged, and its own words stay inside. */
  readonly unforeseen: boolean;
}

type Foreseen = readonly [type: abstract new (...values: never[]) => DomainError, status: number];

/** The first that fits. */
const STATUSES: readonly Foreseen[] = [
  [InvalidInputError, 422],
  [NotFoundError, 404],
  [UnauthenticatedError, 401],
  [ForbiddenError, 403],
  [ConflictError, 409],
  [StaleVersionError, 412],
  [TooManyRequestsError, 429],
  [UnavailableError, 503],
  [SourceError, 502],
];

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'body-too-large': 413,
  'file-too-large': 413,
  'unsupported-media-type': 415,
  'range-not-satisfiable': 416,
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  409: 'Conflict',
  412: 'Changed in the meantime',
  413: 'Too large',
  415: 'Unsupported media type',
  416: 'No such part',
  422: 'Invalid input',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'The source failed',
  503: 'Unavailable for now',
};

const BUSY_SECONDS = 2;
const AWAY_SECONDS = 5;

/** What to answer to anything thrown: a problem document that holds no internals. */
export function problemOf(error: unknown): ProblemAnswer {
  const known = foreseen(error);
  if (known) return domainProblem(known);
  const status = clientStatus(error);
  if (status !== null) return plain(status, CLIENT_CODES[status] ?? 'bad-request', CLIENT_TEXTS[status] ?? BAD_REQUEST);
  const text = 'Something went wrong on the server; its log says what. The X-Request-Id of this answer leads there.';
  return { ...plain(500, 'internal', text), unforeseen: true };
}

/** What the catalogue's driver says in its own way is said in ours. */
function foreseen(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error;
  if (error instanceof HttpException) return null;
  if (isAway(error)) {
    const message = 'The catalogue cannot be reached right now. It is tried again.';
    return new UnavailableError('catalogue-unavailable', message, AWAY_SECONDS);
  }
  if (isSerializationFailure(error) || isBusy(error)) {
    return new UnavailableError('catalogue-busy', 'The catalogue is busy. Try again.', BUSY_SECONDS);
  }
  return null;
}

function domainProblem(error: DomainError): ProblemAnswer {
  const status = STATUSES.find(([type]) => error instanceof type)?.[1] ?? STATUS_OF_CODE[error.code] ?? 500;
  const headers: Record<string, string> = {};
  if (error instanceof TooManyRequestsError || error instanceof UnavailableError) {
    headers['Retry-After'] = String(Math.max(1, Math.ceil(error.retryAfterSeconds)));
  }
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer realm="seshat"';
  const body = { ...problemDetails(error), ...problem(status, error.code, error.message) };
  return { body, headers, unforeseen: status === 500 };
}

const NO_SUCH_PATH = 'There is nothing at this path. GET /api/openapi.json lists what there is.';
const BAD_REQUEST = 'The request cannot be understood.';
const CLIENT_CODES: Readonly<Record<number, string>> = { 404: 'not-found', 413: 'body-too-large' };
const CLIENT_TEXTS: Readonly<Record<number, string>> = { 404: NO_SUCH_PATH, 413: 'The request is too large.' };

/** The status of an error of Nest or Express that blames the client, such as a path that is not percent-encoded. */
function clientStatus(error: unknown): number | null {
  const status: unknown = error instanceof HttpException ? error.getStatus() : (error as { status?: unknown })?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

function plain(status: number, code: string, detail: string): ProblemAnswer {
  return { body: problem(status, code, detail), headers: {}, unforeseen: false };
}

function problem(status: number, code: string, detail: string): ProblemDto {
  return { type: `urn:seshat:problem:${code}`, title: TITLES[status] ?? 'Problem', status, detail, code };
}
