import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { mountAdmin } from './admin/mount-admin.js';
import { mountApi } from './api/mount-api.js';
import { AppModule } from './app.module.js';
import { TerminalToken } from './auth/terminal-token.js';
import { SecretRegistry } from './common/secret-registry.js';
import type { Config } from './config/config.js';
import { Gate } from './http/gate.js';
import { JsonLogger } from './http/json-logger.js';
import type { LineSink } from './http/log-lines.js';
import { DataDirectoryLock } from './persistence/data-directory/data-directory-lock.js';

/** A server that listens. */
export interface RunningServer {
  readonly app: INestApplicationContext;
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly address: string;
  /** Ends what runs (CONTRACT 10), then closes everything in order. */
  close(): Promise<void>;
}

/**
 * Makes the application and listens.
 * @param sink where log lines go; standard output when left out
 * @throws DomainError when the data directory, the key or the catalogue cannot be used
 */
export async function startServer(config: Config, sink?: LineSink): Promise<RunningServer> {
  const secrets = new SecretRegistry();
  for (const secret of secretsOf(config)) secrets.add(secret);
  const logger = new JsonLogger({ level: config.log.level, secrets, sink });
  const module = AppModule.forServer(config, logger);
  const app = await NestFactory.create<NestExpressApplication>(module, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  const express = app.getHttpAdapter().getInstance();
  app.get(Gate).mount(express);
  await mountAdmin(app);
  mountApi(app);
  await app.listen(config.http.port, config.http.host);
  const address = addressOf(app, config);
  await app.get(DataDirectoryLock).announce(address, app.get(TerminalToken).issue());
  return { app, address, close: () => app.close() };
}

/** The same without edges, for a command of the terminal. @throws as {@link startServer} */
export async function openCatalogue(config: Config, logger: LoggerService | false): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(AppModule.forTerminal(config), { logger, abortOnError: false });
}

function secretsOf({ admin, catalogue, secrets }: Config) {
  const password = catalogue.engine === 'sqlite' ? null : catalogue.password;
  return [admin.password, password, secrets.key, ...secrets.oldKeys];
}

function addressOf(app: NestExpressApplication, { http }: Config): string {
  const bound = app.getHttpServer().address() as { port: number } | null;
  const any = ['0.0.0.0', '::'].includes(http.host);
  const host = any ? '127.0.0.1' : http.host.includes(':') ? `[${http.host}]` : http.host;
  return `http://${host}:${bound?.port ?? http.port}`;
}
