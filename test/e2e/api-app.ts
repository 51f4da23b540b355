import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';
import { mountApi } from '../../src/api/mount-api.js';
import { AppModule } from '../../src/app.module.js';
import { TerminalToken } from '../../src/auth/terminal-token.js';
import type { TokenScope } from '../../src/auth/token-scope.js';
import { TokenService } from '../../src/auth/token.service.js';
import { UserService } from '../../src/auth/user.service.js';
import { SYSTEM, type Role } from '../../src/common/actor.js';
import { SecretRegistry } from '../../src/common/secret-registry.js';
import type { Engine } from '../../src/common/snapshot.js';
import { loadConfig } from '../../src/config/load-config.js';
import { Gate } from '../../src/http/gate.js';
import { JsonLogger } from '../../src/http/json-logger.js';
import { atFileEnd } from '../support/cleanup.js';
import { catalogueUrl } from '../support/engines.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { ApiClient } from './api-client.js';

export const PASSWORD = 'correct horse battery';

export interface ApiAppOptions {
  readonly catalogue?: Engine;
  /** SESHAT_ variables beside those that are set here. */
  readonly env?: Readonly<Record<string, string>>;
  /** In place of a catalogue of the engine. */
  readonly catalogueUrl?: string;
}

/** The whole application but its admin pages, listening on a port of its own. Closed at the end of the file. */
export async function apiApp({ catalogue = 'sqlite', env = {}, catalogueUrl: url }: ApiAppOptions = {}) {
  const log: string[] = [];
  const config = loadConfig({
    env: {
      PORT: '0',
      SESHAT_HOST: '127.0.0.1',
      SESHAT_DATA_DIR: temporaryDirectory('data'),
      SESHAT_CATALOGUE_URL: url ?? (await catalogueUrl(catalogue)).url,
      SESHAT_SECRET_KEY: randomBytes(32).toString('base64'),
      SESHAT_EVENT_POLL: '50ms',
      ...env,
    },
  });
  const logger = new JsonLogger({
    level: 'debug',
    secrets: new SecretRegistry(),
    sink: { write: (line) => log.push(line) },
  });
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forServer(config, logger), {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= app.close());
  atFileEnd(close);
  app.get(Gate).mount(app.getHttpAdapter().getInstance() as Express);
  mountApi(app);
  await app.listen(config.http.port, config.http.host);
  const { port } = app.getHttpServer().address() as { port: number };
  const address = `http://127.0.0.1:${port}`;
  /** A new user with a token. */
  const person = async (login: string, role: Role | null, scopes: readonly TokenScope[] = ['admin']) => {
    const { user } = await app.get(UserService).add(SYSTEM, { login, role, password: PASSWORD });
    const { text } = await app.get(TokenService).create(SYSTEM, { name: login, scopes, userId: user.id });
    return { user, client: new ApiClient(address, text) };
  };
  return { app, address, log, close, person, terminal: () => new ApiClient(address, app.get(TerminalToken).issue()) };
}

export type ApiApp = Awaited<ReturnType<typeof apiApp>>;
