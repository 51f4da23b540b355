import type { RequestHandler } from 'express';
import type { AuthService } from '../auth/auth.service.js';
import { UnauthenticatedError } from '../common/errors.js';
import { basePath } from './base-path.js';
import { bearerToken } from './bearer.js';
import type { Config } from '../config/config.js';
import type { Credential } from './request-types.js';

/**
 * Sets `request.actor` from the bearer token or the session, with the roles of this moment. Nobody is refused here but
 * who sends a token that does not hold: an old token must not silently act as nobody.
 */
export function authenticate(auth: AuthService): RequestHandler {
  return async (request, _response, next) => {
    const address = request.ip ?? null;
    const token = bearerToken(request);
    const { sessionID } = request;
    let credential: Credential | undefined;
    if (token !== null) credential = { key: `token ${token}`, actor: () => auth.actorOfToken(token, address) };
    else if (request.session?.userId)
      credential = { key: `session ${sessionID}`, actor: () => auth.actorOfSession(sessionID, address) };
    request.credential = credential;
    request.actor = (await credential?.actor()) ?? undefined;
    if (token !== null && !request.actor)
      throw new UnauthenticatedError('The API token is unknown, expired or revoked. Make another one.');
    next();
  };
}

/** Lets signed-in requests through; others get a 401 by the error filter. */
export function requireActor(): RequestHandler {
  return (request, response, next) => {
    if (request.actor) return next();
    response.setHeader('WWW-Authenticate', 'Bearer realm="seshat"');
    throw new UnauthenticatedError();
  };
}

/** For pages: like {@link requireActor}, but whoever opens a page is sent to the sign-in page and back. */
export function requireActorOrSignIn(config: Config): RequestHandler {
  const refuse = requireActor();
  return (request, response, next) => {
    const opensPage = request.method === 'GET' && request.accepts(['html', 'json']) === 'html';
    if (request.actor || !opensPage) return refuse(request, response, next);
    response.redirect(302, `${basePath(config)}/login?next=${encodeURIComponent(request.originalUrl)}`);
  };
}
