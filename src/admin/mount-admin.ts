import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Router, static as serveStatic, type Request, type RequestHandler } from 'express';
import { DomainError } from '../common/errors.js';
import { prepareAdminJsEnvironment } from '../config/adminjs-environment.js';
import { Config } from '../config/config.js';
import { basePath } from '../http/base-path.js';
import { Gate } from '../http/gate.js';
import { JsonLogger } from '../http/json-logger.js';
import { cspNonce, noStore } from '../http/security-headers.js';
import { adminErrors } from './admin-errors.js';
import { FORM_OPTIONS, onlyForms } from './form-fields.js';
import { fromOutside } from './from-outside.js';
import { hardenAdminHtml } from './admin-html.js';

/** Where the admin pages are, below the base path. */
const MOUNT = '/admin';
/** Our style sheet. */
const ASSETS = fileURLToPath(new URL('./assets/', import.meta.url));

/** The admin pages in their place. */
export interface MountedAdmin {
  /**
   * Loads AdminJS, unless a request has made it load already. It takes a second or two, which nobody needs to wait for
   * who does not want these pages.
   */
  load(): Promise<void>;
}

/**
 * Mounts AdminJS by hand: who is not signed in is sent to the sign-in page before any body is read, and every page is
 * made to fit our content policy. AdminJS is loaded later, when its environment is set.
 */
export function mountAdmin(app: NestExpressApplication): MountedAdmin {
  prepareAdminJsEnvironment(false);
  const base = basePath(app.get(Config));
  const gate = app.get(Gate);
  let loading: Promise<RequestHandler> | null = null;
  const pages = (): Promise<RequestHandler> => (loading ??= loadPages(app, base));
  const router = Router();
  router.use(fromOutside(), ...gate.forPages(), gate.refuseCrossSite());
  router.use('/theme', serveStatic(ASSETS, { index: false, maxAge: '1h' }));
  router.use(async (request, response, next) => (await pages())(request, response, next));
  router.use(noSuchPage(), adminErrors(app.get(JsonLogger), `${base}${MOUNT}`));
  app.use(MOUNT, router);
  return { load: async () => void (await pages()) };
}

async function loadPages(app: NestExpressApplication, base: string): Promise<RequestHandler> {
  const [{ createAdmin }, { default: adminExpress }] = await Promise.all([
    import('./create-admin.js'),
    import('@adminjs/express'),
  ]);
  const router = Router();
  router.use(pagesNotStored(), onlyForms(), asAdmin(), hardened());
  adminExpress.buildRouter(createAdmin(app, base), router, FORM_OPTIONS);
  return router;
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
      const isPage = typeof body === 'string' && /^\s*<!doctype html>/i.test(body);
      return send(isPage ? hardenAdminHtml(body, cspNonce(response)) : body);
    };
    next();
  };
}

/** Pages and data are for this person only; scripts and styles are the same for all, and the browser may keep them. */
function pagesNotStored(): RequestHandler {
  const forbid = noStore();
  return (request, response, next) => {
    if (request.path.startsWith('/frontend/assets/')) next();
    else forbid(request, response, next);
  };
}

function noSuchPage(): RequestHandler {
  return (_request, _response, next) => next(new DomainError('no-such-page', 'There is no such page.'));
}
