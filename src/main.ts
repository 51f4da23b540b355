import type { Server } from 'node:http';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { mountAdmin } from './admin/mount-admin.js';
import { mountApi } from './api/mount-api.js';
import { AppModule } from './app.module.js';
import { TerminalToken } from './auth/terminal-token.js';
import type { CatalogueOpening, RunningServer, ServerStart } from './cli/wiring.js';
import { SecretRegistry } from './common/secret-registry.js';
import { secretsOf } from './config/config-secrets.js';
import type { Config } from './config/config.js';
import { Gate } from './http/gate.js';
import { JsonLogger } from './http/json-logger.js';
import { addressOf, cutLateConnections, listenError } from './http/listening.js';
import { DataDirectoryLock } from './persistence/data-directory/data-directory-lock.js';

/**
 * Makes the application and listens.
 * @throws DomainError when the data directory, the key, the catalogue or the port cannot be used
 */
export async function startServer(config: Config, { sink, prepare }: ServerStart): Promise<RunningServer> {
  const secrets = new SecretRegistry();
  for (const secret of secretsOf(config)) secrets.add(secret);
  const logger = new JsonLogger({ level: config.log.level, secrets, sink });
  const module = AppModule.forServer(config, logger);
  const app = await NestFactory.create<NestExpressApplication>(module, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  try {
    app.get(Gate).mount(app.getHttpAdapter().getInstance());
    const admin = mountAdmin(app);
    mountApi(app);
    await app.init();
    await prepare(app);
    const address = await listen(app, config);
    app.get(DataDirectoryLock).announce(address, app.get(TerminalToken).issue());
    new Logger('Server').log(`Listening on ${address}`);
    // Not before: it would hold up the start by a second or two.
    admin.load().catch((error: unknown) => logger.fatal('The admin pages cannot be loaded', error));
    return { app, address, close: () => close(app) };
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}

/** The same without edges, for a command of the terminal. @throws as {@link startServer} */
export async function openCatalogue(config: Config, opening: CatalogueOpening): Promise<INestApplicationContext> {
  const module = AppModule.forTerminal(config, opening);
  return NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
}

async function listen(app: NestExpressApplication, { http }: Config): Promise<string> {
  try {
    await app.listen(http.port, http.host);
  } catch (error) {
    throw listenError(error, http);
  }
  return addressOf(app.getHttpServer(), http);
}

/** Jobs first, while requests are still answered; then the requests under way; then the catalogue. */
async function close(app: NestExpressApplication): Promise<void> {
  const closed = new AbortController();
  cutLateConnections(app.getHttpServer() as Server, closed.signal);
  await app.close().finally(() => closed.abort());
}
