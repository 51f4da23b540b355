import type { NestExpressApplication } from '@nestjs/platform-express';
import { Router, type Request, type RequestHandler } from 'express';
import { prepareAdminJsEnvironment } from '../config/adminjs-environment.js';
import { Config } from '../config/config.js';
import { basePath } from '../http/base-path.js';
import { Gate } from '../http/gate.js';
import { cspNonce } from '../http/security-headers.js';
import { hardenAdminHtml } from './admin-html.js';

/** Where the admin pages are, below the base path. */
const MOUNT = '/admin';
/** Forms of AdminJS are fields only; nobody uploads through it. */
const MAX_FIELDS_BYTES = 256 * 1024;

/**
 * Mounts AdminJS by hand: who is not signed in is sent to the sign-in page before any body is read, and every page is
 * made to fit our content policy. AdminJS is loaded here and not before, when its environment is set.
 */
export async function mountAdmin(app: NestExpressApplication): Promise<void> {
  prepareAdminJsEnvironment(false);
  const [{ createAdmin }, { default: adminExpress }] = await Promise.all([
    import('./create-admin.js'),
    import('@adminjs/express'),
  ]);
  const base = basePath(app.get(Config));
  const gate = app.get(Gate);
  const router = Router();
  router.use(gate.forPages(), gate.refuseCrossSite(), refuseUploads(), asAdmin(), hardened());
  const limits = { maxFieldsSize: MAX_FIELDS_BYTES, multiples: false };
  app.use(MOUNT, adminExpress.buildRouter(createAdmin(app, base), router, limits));
}

/** Hands the actor to AdminJS by the session, where it looks; hidden, so that it is neither stored nor sent to the page. */
function asAdmin(): RequestHandler {
  return (request, _response, next) => {
    const { actor } = request;
    const adminUser = { email: actor?.name ?? '', title: actor?.role ?? '' };
    Object.defineProperty(adminUser, 'actor', { value: actor });
    request.session ??= {} as Request['session'];
    Object.defineProperty(request.session, 'adminUser', { value: adminUser, configurable: true });
    next();
  };
}

function hardened(): RequestHandler {
  return (_request, response, next) => {
    const send = response.send.bind(response);
    response.send = (body: unknown) => {
      const isPage = typeof body === 'string' && body.includes('window.REDUX_STATE');
      return send(isPage ? hardenAdminHtml(body, cspNonce(response)) : body);
    };
    next();
  };
}

/** Multipart fields are how AdminJS sends forms; files are not wanted and never reach the disk. */
function refuseUploads(): RequestHandler {
  return (request, response, next) => {
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > 2 * MAX_FIELDS_BYTES) response.status(413).json({ message: 'The form is too large.' });
    else next();
  };
}
