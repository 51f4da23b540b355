import type { RequestHandler } from 'express';
import type { Clock } from '../common/clock.js';
import { TooManyRequestsError } from '../common/errors.js';
import './request-types.js';

const MINUTE_MS = 60_000;
/** Bounds the memory whatever is sent; the longest known goes first. */
const MAX_KEYS = 10_000;

/**
 * Lets so many requests a minute through for each actor (each address where nobody has signed in).
 * @throws TooManyRequestsError `rate-limited` with the seconds to wait
 */
export function rateLimit(perMinute: number, clock: Clock): RequestHandler {
  const windows = new Map<string, { startedAt: number; count: number }>();
  return (request, _response, next) => {
    const key = request.actor?.userId ?? `address ${request.ip ?? 'unknown'}`;
    const now = clock.monotonic();
    let window = windows.get(key);
    if (!window || now - window.startedAt >= MINUTE_MS) {
      windows.delete(key);
      windows.set(key, (window = { startedAt: now, count: 0 }));
      const [oldest] = windows.size > MAX_KEYS ? windows.keys() : [];
      if (oldest !== undefined) windows.delete(oldest);
    }
    window.count += 1;
    if (window.count <= perMinute) return next();
    const seconds = Math.ceil((window.startedAt + MINUTE_MS - now) / 1000);
    throw new TooManyRequestsError('rate-limited', `Too many requests. Try again in ${seconds} seconds.`, seconds);
  };
}
