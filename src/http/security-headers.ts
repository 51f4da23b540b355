import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Config } from '../config/config.js';
import { behindTls } from './base-path.js';

const nonces = new WeakMap<ServerResponse, string>();

/** The nonce that inline scripts of this response must carry. */
export function cspNonce(response: Response): string {
  const nonce = nonces.get(response);
  if (nonce === undefined) throw new Error('securityHeaders() must come before what makes pages.');
  return nonce;
}

/** The headers of every answer: a content policy with a nonce of its own, no framing, no sniffing, no referrer abroad. */
export function securityHeaders(config: Config): RequestHandler {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", (_request, response) => `'nonce-${nonces.get(response) ?? ''}'`],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
      },
    },
    // With "no-referrer" browsers send `Origin: null` with our own forms, which the origin check refuses.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: behindTls(config) && { maxAge: 31_536_000, includeSubDomains: false },
  });
  return (request, response, next) => {
    nonces.set(response, randomBytes(16).toString('base64'));
    protect(request, response, next);
  };
}

/** For answers that hold what only this person may see: no cache keeps them. */
export function noStore(): RequestHandler {
  return (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  };
}
