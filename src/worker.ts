import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import type { RunningWorker, WorkerStart } from './cli/wiring.js';
import { SecretRegistry } from './common/secret-registry.js';
import { secretsOf } from './config/config-secrets.js';
import type { Config } from './config/config.js';
import { JsonLogger } from './http/json-logger.js';

/**
 * Makes the application without edges: it runs jobs and looks after those of others.
 * @throws DomainError when the key or the catalogue cannot be used
 */
export async function startWorker(config: Config, { sink }: WorkerStart): Promise<RunningWorker> {
  const secrets = new SecretRegistry();
  for (const secret of secretsOf(config)) secrets.add(secret);
  const logger = new JsonLogger({ level: config.log.level, secrets, sink });
  const module = AppModule.forWorker(config);
  const app = await NestFactory.createApplicationContext(module, { logger, abortOnError: false });
  return { app, close: () => app.close() };
}
