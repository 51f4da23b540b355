import { applyDecorators, HttpCode, UseInterceptors, type Type } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, getSchemaPath, type ApiResponseOptions } from '@nestjs/swagger';
import { ProblemDto } from '../problem/problem.dto.js';
import { AnswerHeadersInterceptor, WithHeaders } from './answer-headers.interceptor.js';

/** What the API's description says of a route, and what it answers when all is well. */
export interface RouteFacts {
  /** Unique; the name of the method in generated clients. */
  readonly id: string;
  /** A short sentence. */
  readonly does: string;
  readonly description?: string;
  /** 200 when left out. */
  readonly status?: 200 | 201 | 202 | 204;
  readonly answer?: Type<unknown>;
  /** The body, where it may be left out. */
  readonly optionalBody?: Type<unknown>;
  /** The collection that `Location` leads into: to what was made, or to the job that was started. */
  readonly location?: 'files' | 'jobs' | 'relationships' | 'schedules' | 'sql-dbs' | 'workspaces';
  /** Whether `ETag` holds the version. */
  readonly etag?: boolean;
  /** Refusals beside 401, 403, 429, 500 and 503, which everything may answer. */
  readonly problems?: readonly (keyof typeof PROBLEMS)[];
}

const PROBLEMS = {
  401: 'Nobody is signed in, or the token does not hold',
  403: 'The role, or the scope of the token, does not allow it',
  404: 'There is no such thing, or the caller may not know of it',
  409: 'The state of things does not allow it now; `code` says why, `job` names a job that is in the way',
  412: 'Somebody else has changed it in the meantime',
  413: 'The body is too large',
  415: 'The body is not JSON',
  416: 'There is no such part of the content; `Content-Range` says how long it is',
  422: 'The input is wrong; `errors` names every field',
  429: 'Too much at once; come back after `Retry-After` seconds',
  500: 'Something went wrong on the server',
  503: 'The catalogue is away, or the server is about to stop; come back after `Retry-After` seconds',
} as const;

/** Refusals that every route behind the gate may answer. */
export const EVERYWHERE = [401, 403, 429, 500, 503] as const;

/** Describes a route. */
export function Route(facts: RouteFacts): MethodDecorator {
  const { id, does, description, status = 200, answer, optionalBody, location, etag, problems = [] } = facts;
  const headers: ApiResponseOptions['headers'] = {
    ...(location && { Location: { description: 'Where it is', schema: { type: 'string' } } }),
    ...(etag && { ETag: { description: 'The version, for If-Match', schema: { type: 'string' } } }),
  };
  const good: ApiResponseOptions = { status, description: GOOD[status], headers, ...(answer && { type: answer }) };
  return applyDecorators(
    HttpCode(status),
    ...(location || etag ? [WithHeaders({ location, etag }), UseInterceptors(AnswerHeadersInterceptor)] : []),
    ApiOperation({ operationId: id, summary: does, ...(description && { description }) }),
    ...(optionalBody ? [ApiBody({ type: optionalBody, required: false })] : []),
    ApiResponse(good),
    ...[...problems, ...EVERYWHERE].map((code) => Problem(code)),
  );
}

/** Describes a refusal. */
export function Problem(status: keyof typeof PROBLEMS): MethodDecorator {
  const retry = status === 429 || status === 503;
  const seconds = { description: 'Seconds to wait', schema: { type: 'integer' as const } };
  return ApiResponse({
    status,
    description: PROBLEMS[status],
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
    ...(retry && { headers: { 'Retry-After': seconds } }),
  });
}

const GOOD = {
  200: 'What was asked for',
  201: 'It has been made',
  202: 'It has been accepted and goes on in the background',
  204: 'It is done; there is nothing to say',
} as const;
