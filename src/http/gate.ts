import { Injectable } from '@nestjs/common';
import type { Express, RequestHandler } from 'express';
import { AuthService } from '../auth/auth.service.js';
import { CookieSecret } from '../auth/cookie-secret.js';
import { SessionService } from '../auth/session.service.js';
import { assertMay } from '../common/actor.js';
import { UnauthenticatedError } from '../common/errors.js';
import { Config } from '../config/config.js';
import { authenticate, requireActor, requireActorOrSignIn } from './authenticate.js';
import { stripBasePath } from './base-path.js';
import { JsonLogger } from './json-logger.js';
import { Metrics } from './metrics.js';
import { originCheck, refuseCrossSite } from './origin-check.js';
import { requestLog } from './request-log.js';
import { noStore, securityHeaders } from './security-headers.js';
import { sessionMiddleware } from './session.middleware.js';
import { CatalogueSessionStore } from './session-store.js';
import { signInRoutes } from './sign-in.routes.js';

/** What every request passes, in the one right order; body parsers and pages come behind it. */
@Injectable()
export class Gate {
  private readonly identify: readonly RequestHandler[];

  constructor(
    private readonly config: Config,
    private readonly auth: AuthService,
    private readonly sessions: SessionService,
    private readonly logger: JsonLogger,
    private readonly metrics: Metrics,
    store: CatalogueSessionStore,
    secret: CookieSecret,
  ) {
    this.identify = [sessionMiddleware(config, store, secret.value()), authenticate(auth)];
  }

  /** For all requests, before anything else: proxies, base path, log, headers; and the pages `/login`, `/logout`. */
  mount(app: Express): void {
    const { config, auth, sessions, identify } = this;
    app.disable('x-powered-by');
    app.set('trust proxy', config.http.trustProxy);
    app.use(this.metrics.watchRequests(), requestLog(this.logger), stripBasePath(config), securityHeaders(config));
    app.use(signInRoutes({ config, auth, sessions, identify }));
  }

  /** For `/api`: who is asking (else 401), not from another site. Sets `request.actor`; body parsers come after it. */
  forApi(): RequestHandler[] {
    return [noStore(), ...this.identify, originCheck(this.config), requireActor()];
  }

  /**
   * For `/metrics`, by the setting: whoever may see every workspace (else 401, 403), anybody, or nobody (404). They say
   * how much is done and how well, over all workspaces, and never what.
   */
  forMetrics(): RequestHandler[] {
    const { metrics } = this.config.http;
    if (metrics === 'anyone') return [noStore()];
    if (metrics === 'off') return [(_request, response) => void response.sendStatus(404)];
    const mayRead: RequestHandler = (request, _response, next) => {
      if (!request.actor) throw new UnauthenticatedError();
      assertMay(request.actor, 'viewer');
      next();
    };
    return [...this.forApi(), mayRead];
  }

  /** For pages: as for the API, but whoever is not signed in is sent to `/login`. */
  forPages(): RequestHandler[] {
    return [...this.identify, originCheck(this.config), requireActorOrSignIn(this.config)];
  }

  /** For an API where reading may do something, such as that of AdminJS: refuses every request of another site. */
  refuseCrossSite(): RequestHandler {
    return refuseCrossSite(this.config);
  }
}
