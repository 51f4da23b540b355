import type { RequestHandler } from 'express';
import type { Config } from '../config/config.js';

/** The path below which people reach us, without a slash at its end; empty at the root of a host. */
export function basePath(config: Config): string {
  return config.http.baseUrl === null ? '' : new URL(config.http.baseUrl).pathname.replace(/\/+$/, '');
}

/** Whether people reach us by https, whatever the last proxy speaks to us. */
export function behindTls(config: Config): boolean {
  return config.http.baseUrl?.startsWith('https:') ?? false;
}

/**
 * Takes the base path off the request's, for proxies that pass it on; others have taken it off already. `originalUrl`
 * is with it in both cases: what people see.
 */
export function stripBasePath(config: Config): RequestHandler {
  const base = basePath(config);
  return (request, _response, next) => {
    const { url } = request;
    const below = base !== '' && url.startsWith(base) && /^[/?]?$/.test(url.charAt(base.length));
    if (below) request.url = url.slice(base.length).replace(/^(?!\/)/, '/');
    request.originalUrl = `${base}${request.url}`;
    next();
  };
}

/**
 * A path of ours to go to after signing in, or the fallback: never another host, whatever the text.
 * @param text what the address or a form gave, such as `/admin/resources/Source`
 */
export function localPath(text: unknown, fallback: string): string {
  if (typeof text !== 'string' || text.length > 2000 || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text)) return fallback;
  const here = 'http://localhost';
  const url = URL.canParse(text, here) ? new URL(text, here) : null;
  return url?.origin === here && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}${url.hash}` : fallback;
}
