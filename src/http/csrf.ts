import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { ForbiddenError } from '../common/errors.js';
import './request-types.js';

/** The hidden field of forms; scripts may send the header instead. */
export const CSRF_FIELD = '_csrf';
export const CSRF_HEADER = 'x-csrf-token';
const COOKIE = 'seshat_form';

/** A new form token: 256 random bits. */
export function newCsrfToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The token that the forms of this session carry; null when nobody has signed in. */
export function csrfTokenOf(request: Request): string | null {
  return request.session?.csrf ?? null;
}

/** Refuses a form that does not carry its session's token; after the body parser. */
export function verifyCsrf(): RequestHandler {
  return (request, _response, next) => {
    const wanted = csrfTokenOf(request);
    if (wanted === null || !same(sentToken(request), wanted)) {
      throw new ForbiddenError('The form has expired. Load the page again and send it once more.');
    }
    next();
  };
}

/**
 * The token of a form that is shown before anybody has signed in: also kept in a cookie that scripts of other sites
 * can neither read nor send. One that the browser has already serves all its tabs.
 * @param path the path of the form
 */
export function formTokenFor(request: Request, response: Response, path: string): string {
  const known = formCookie(request);
  if (known !== null) return known;
  const token = newCsrfToken();
  response.cookie(COOKIE, token, { path, httpOnly: true, sameSite: 'strict', secure: request.secure });
  return token;
}

/** Whether the form carries the token of its cookie. */
export function hasFormToken(request: Request): boolean {
  const wanted = formCookie(request);
  return wanted !== null && same(sentToken(request), wanted);
}

function sentToken(request: Request): unknown {
  return request.get(CSRF_HEADER) ?? (request.body as Record<string, unknown> | undefined)?.[CSRF_FIELD];
}

function formCookie(request: Request): string | null {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1] ?? null;
}

function same(sent: unknown, wanted: string): boolean {
  if (typeof sent !== 'string') return false;
  const [a, b] = [Buffer.from(sent), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
