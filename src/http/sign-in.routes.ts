import { Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import type { AuthService, SignedIn } from '../auth/auth.service.js';
import type { SessionService } from '../auth/session.service.js';
import { DomainError, TooManyRequestsError, UnauthenticatedError, UnavailableError } from '../common/errors.js';
import type { Config } from '../config/config.js';
import { basePath, localPath } from './base-path.js';
import { formBody } from './body-limits.js';
import { csrfTokenOf, formTokenFor, hasFormToken, newCsrfToken, verifyCsrf } from './csrf.js';
import { originCheck } from './origin-check.js';
import { noStore } from './security-headers.js';
import { SESSION_COOKIE } from './session.middleware.js';
import { problemPage, signInPage, signOutPage } from './sign-in-page.js';

export interface SignInParts {
  readonly config: Config;
  readonly auth: AuthService;
  readonly sessions: SessionService;
  /** Loads the session, sets the actor. */
  readonly identify: readonly RequestHandler[];
}

/** The pages `/login` and `/logout`. */
export function signInRoutes({ config, auth, sessions, identify }: SignInParts): Router {
  const base = basePath(config);
  const home = `${base}/admin`;
  const action = `${base}/login`;
  const router = Router();
  router.use(['/login', '/logout'], noStore(), ...identify, originCheck(config));

  const show = (request: Request, response: Response, status: number, next: string, problem?: string): void => {
    const { login } = fieldsOf(request);
    const csrf = formTokenFor(request, response, action);
    response.status(status).type('html').send(signInPage({ action, next, csrf, login, problem }));
  };

  router.get('/login', (request, response) => {
    const next = localPath(request.query.next, home);
    if (request.actor) response.redirect(303, next);
    else show(request, response, 200, next);
  });

  router.post('/login', formBody(), async (request, response) => {
    const { login, password, next: wanted } = fieldsOf(request);
    const next = localPath(wanted, home);
    if (!hasFormToken(request))
      return show(request, response, 403, next, 'The form had expired. Please sign in again.');
    try {
      const signedIn = await auth.signIn(login, password, request.ip ?? null);
      await openSession(request, signedIn, sessions);
      response.redirect(303, next);
    } catch (error) {
      if (!(error instanceof UnauthenticatedError || error instanceof TooManyRequestsError)) throw error;
      if (error instanceof TooManyRequestsError) response.setHeader('Retry-After', error.retryAfterSeconds);
      show(request, response, error instanceof TooManyRequestsError ? 429 : 401, next, error.message);
    }
  });

  router.get('/logout', (request, response) => {
    const csrf = csrfTokenOf(request);
    if (!request.actor || csrf === null) return response.redirect(303, action);
    response.type('html').send(signOutPage(`${base}/logout`, csrf, request.actor.name, home));
  });

  router.post('/logout', formBody(), verifyCsrf(), async (request, response) => {
    await new Promise<void>((resolve, reject) =>
      request.session.destroy((error) => (error ? reject(error) : resolve())),
    );
    response.clearCookie(SESSION_COOKIE, { path: base || '/' });
    response.redirect(303, action);
  });

  router.use(['/login', '/logout'], showProblem(action));
  return router;
}

/** Begins a session under a new id: one that was planted in the browser before is worth nothing. */
async function openSession(request: Request, { user }: SignedIn, sessions: SessionService): Promise<void> {
  const { session } = request;
  await new Promise<void>((resolve, reject) => session.regenerate((error) => (error ? reject(error) : resolve())));
  const csrf = newCsrfToken();
  const visitor = { address: request.ip ?? null, userAgent: request.get('user-agent') ?? null };
  await sessions.open(request.sessionID, user.id, { csrf }, visitor);
  Object.assign(request.session, { userId: user.id, csrf });
}

function fieldsOf(request: Request): { login: string; password: string; next: string } {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  return { login: text('login'), password: text('password'), next: text('next') };
}

const STATUSES: Readonly<Record<string, number>> = { forbidden: 403, 'body-too-large': 413, 'invalid-input': 400 };

function showProblem(back: string): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (!(error instanceof DomainError) || response.headersSent) return next(error);
    const away = error instanceof UnavailableError;
    if (away) response.setHeader('Retry-After', error.retryAfterSeconds);
    const status = away ? 503 : (STATUSES[error.code] ?? 400);
    response
      .status(status)
      .type('html')
      .send(problemPage('That did not work', error.message, back));
  };
}
