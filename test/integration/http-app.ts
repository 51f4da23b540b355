import {
  Controller,
  Get,
  Global,
  HttpException,
  Module,
  Post,
  Req,
  type ArgumentsHost,
  type DynamicModule,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express, Request, Response } from 'express';
import { Clock } from '../../src/common/clock.js';
import { DomainError } from '../../src/common/errors.js';
import { Secret } from '../../src/common/redact.js';
import { SecretRegistry } from '../../src/common/secret-registry.js';
import type { Engine } from '../../src/common/snapshot.js';
import { Config } from '../../src/config/config.js';
import { jsonBody } from '../../src/http/body-limits.js';
import { Gate } from '../../src/http/gate.js';
import { HttpModule } from '../../src/http/http.module.js';
import { JsonLogger } from '../../src/http/json-logger.js';
import { Cipher } from '../../src/persistence/secrets/cipher.js';
import { Transactions } from '../../src/persistence/transactions.js';
import { peopleCatalogue, type PeopleCatalogue } from './people-catalogue.js';

@Controller()
class ProbeController {
  @Get('api/me')
  me(@Req() request: Request): object {
    const { kind, name, role } = request.actor ?? {};
    return { kind, name, role };
  }

  @Post('api/echo')
  echo(@Req() request: Request): object {
    return { body: request.body as unknown };
  }

  @Get('admin')
  admin(): string {
    return 'the admin pages';
  }

  @Get('admin/api/action')
  action(): string {
    return 'done';
  }
}

@Global()
@Module({})
class GroundModule {
  static of(people: PeopleCatalogue): DynamicModule {
    const providers = [
      { provide: Config, useValue: people.config },
      { provide: Clock, useValue: people.clock },
      { provide: Transactions, useValue: people.transactions },
      { provide: Cipher, useValue: new Cipher(new Secret('a key of the tests, long enough for it')) },
    ];
    return { module: GroundModule, providers, exports: providers };
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {
  static of(people: PeopleCatalogue, logger: JsonLogger): DynamicModule {
    return { module: ProbeModule, imports: [GroundModule.of(people), HttpModule.forRoot(logger)] };
  }
}

const STATUSES: Record<string, number> = { unauthenticated: 401, forbidden: 403, 'body-too-large': 413 };

/** A small Nest application behind the gate, on a catalogue of its own; `log` is what it has logged. */
export async function httpApp(engine: Engine, http: Partial<Config['http']> = {}) {
  const people = await peopleCatalogue(engine, http);
  const log: string[] = [];
  const secrets = new SecretRegistry();
  const logger = new JsonLogger({ level: 'debug', secrets, sink: { write: (line) => log.push(line) } });
  const app = await NestFactory.create<NestExpressApplication>(ProbeModule.of(people, logger), {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  const express = app.getHttpAdapter().getInstance() as Express;
  const gate = app.get(Gate);
  gate.mount(express);
  express.use('/api', ...gate.forApi(), jsonBody());
  express.use('/admin/api', gate.refuseCrossSite());
  express.use('/admin', ...gate.forPages());
  app.useGlobalFilters({
    catch(error: unknown, host: ArgumentsHost) {
      const response = host.switchToHttp().getResponse<Response>();
      if (error instanceof HttpException) response.status(error.getStatus()).json({});
      else if (!(error instanceof DomainError)) response.status(500).json({ detail: String(error) });
      else response.status(STATUSES[error.code] ?? 422).json({ code: error.code, detail: error.message });
    },
  });
  await app.init();
  return { people, log, express, close: () => app.close().then(() => people.close()) };
}

export type HttpApp = Awaited<ReturnType<typeof httpApp>>;
