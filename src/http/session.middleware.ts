import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import type { Config } from '../config/config.js';
import { basePath, behindTls } from './base-path.js';
import { bearerToken } from './bearer.js';
import './request-types.js';

export const SESSION_COOKIE = 'seshat_session';

/**
 * Loads the session of the request's cookie as `request.session`. Requests with a bearer token get none.
 * The cookie is HttpOnly and SameSite=Strict, and Secure when the request came by TLS or the base URL says https.
 * @param secret signs the cookie
 */
export function sessionMiddleware(config: Config, store: session.Store, secret: string): RequestHandler {
  const secure = behindTls(config);
  const load = session({
    name: SESSION_COOKIE,
    secret,
    store,
    genid: () => randomBytes(32).toString('base64url'),
    resave: false,
    saveUninitialized: false,
    cookie: { path: basePath(config) || '/', httpOnly: true, sameSite: 'strict', secure: 'auto' },
  });
  return (request, response, next) => {
    if (bearerToken(request) !== null) return next();
    if (secure) sayItCameByTls(request);
    load(request, response, next);
  };
}

/** The base URL says so, also where the proxy that ends TLS is not in `trust proxy`. */
function sayItCameByTls(request: Request): void {
  Object.defineProperty(request, 'secure', { value: true, configurable: true });
}
