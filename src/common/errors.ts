/** Machine-readable cause of a {@link DomainError}; stable, part of the public API. */
export type ErrorCode = string;

/** One wrong field of an input: where it is (a dotted path) and what to do about it. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export interface DomainErrorOptions {
  readonly cause?: unknown;
  /** Facts that the edge shows beside the message; never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An error that a person can act on. `message` says what happened and what to do; it never holds a secret. */
export class DomainError extends Error {
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: DomainErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.details = options.details ?? {};
  }
}

/** The input is wrong: every problem is named (HTTP 422). */
export class InvalidInputError extends DomainError {
  constructor(
    message: string,
    readonly problems: readonly FieldProblem[] = [],
    options: DomainErrorOptions = {},
  ) {
    super('invalid-input', message, options);
  }
}

/** There is no such thing, or the actor may not know of it (HTTP 404). */
export class NotFoundError extends DomainError {
  constructor(what: string, id: string | number, options: DomainErrorOptions = {}) {
    super('not-found', `There is no ${what} ${id}. Check the id, or list what there is.`, options);
  }
}

/** The state of the thing does not allow it now (HTTP 409). */
export class ConflictError extends DomainError {}

/** Nobody is signed in, or the sign-in has ended (HTTP 401). */
export class UnauthenticatedError extends DomainError {
  constructor(message = 'Sign in, or send a valid API token.', options: DomainErrorOptions = {}) {
    super('unauthenticated', message, options);
  }
}

/** The actor's role does not allow it (HTTP 403). */
export class ForbiddenError extends DomainError {
  constructor(message: string, options: DomainErrorOptions = {}) {
    super('forbidden', message, options);
  }
}

/** Too much at once: come back after `retryAfterSeconds` (HTTP 429). */
export class TooManyRequestsError extends DomainError {
  constructor(
    code: ErrorCode,
    message: string,
    readonly retryAfterSeconds: number,
    options: DomainErrorOptions = {},
  ) {
    super(code, message, options);
  }
}

/** Somebody else changed the thing first: reload and try again (HTTP 412). */
export class StaleVersionError extends DomainError {
  constructor(message = 'Somebody else has changed this in the meantime. Reload it and apply your change again.') {
    super('stale-version', message);
  }
}

/** Something that is needed is away for now, such as the catalogue (HTTP 503). */
export class UnavailableError extends DomainError {
  constructor(
    code: ErrorCode,
    message: string,
    readonly retryAfterSeconds = 5,
    options: DomainErrorOptions = {},
  ) {
    super(code, message, options);
  }
}

/** The classes of failure that a source can answer with; each has its own message and advice. */
export type SourceFailure =
  | 'host' // name not resolved, refused, unreachable, forbidden by the egress policy
  | 'tls'
  | 'authentication'
  | 'database-missing'
  | 'permission'
  | 'timeout'
  | 'not-a-database' // such as a text file in place of an SQLite file
  | 'protocol' // the server spoke nonsense, or the reader died of it
  | 'other';

/** A source could not be reached or read. `transient` says whether trying again may help (CONTRACT 8). */
export class SourceError extends DomainError {
  constructor(
    readonly failure: SourceFailure,
    message: string,
    readonly transient = false,
    options: DomainErrorOptions = {},
  ) {
    super(`source-${failure}`, message, options);
  }
}

/** The safe text of anything thrown: a DomainError's message, else a plain description without internals. */
export function errorText(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return typeof error === 'string' ? error : 'unknown error';
}
