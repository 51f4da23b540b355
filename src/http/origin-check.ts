import type { Request, RequestHandler } from 'express';
import { ForbiddenError } from '../common/errors.js';
import type { Config } from '../config/config.js';
import { bearerToken } from './bearer.js';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses what another site makes a browser send: anything but reading whose Sec-Fetch-Site (which pages cannot forge)
 * or, where the browser sends none, Origin or Referer is not ours. A bearer token is never sent by a browser of itself,
 * so such requests are let through; requests without any of the three headers come from no browser.
 */
export function originCheck(config: Config): RequestHandler {
  return (request, _response, next) => {
    if (!SAFE_METHODS.includes(request.method) && bearerToken(request) === null) assertSameOrigin(request, config);
    next();
  };
}

/** For paths where reading may do something too, such as AdminJS's own API: refuses every cross-site request. */
export function refuseCrossSite(config: Config): RequestHandler {
  return (request, _response, next) => {
    if (bearerToken(request) === null) {
      assertFetchSite(request);
      if (!SAFE_METHODS.includes(request.method)) assertSameOrigin(request, config);
    }
    next();
  };
}

function assertSameOrigin(request: Request, config: Config): void {
  assertFetchSite(request);
  const { origin, referer, 'sec-fetch-site': site } = request.headers;
  const claimed = origin ?? (referer === undefined ? undefined : originOf(referer));
  if (site === undefined && claimed !== undefined && !ours(request, config).includes(claimed)) refuse();
}

function assertFetchSite(request: Request): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') refuse();
}

/** The origins under which people may reach us: the base URL's, and that of the request itself. */
function ours(request: Request, config: Config): string[] {
  const own = `${request.protocol}://${request.host}`;
  return config.http.baseUrl === null ? [own] : [new URL(config.http.baseUrl).origin, own];
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'null';
}

function refuse(): never {
  const proxy = 'Behind a reverse proxy, SESHAT_BASE_URL must be the address that people use.';
  throw new ForbiddenError(`This request seems to come from another site and is refused. ${proxy}`);
}
