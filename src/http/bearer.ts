import type { Request } from 'express';

/** The API token that the request carries, or null. A request with one is asked for no session and no Origin. */
export function bearerToken(request: Request): string | null {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}
