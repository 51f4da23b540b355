import { Module, type DynamicModule } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { Gate } from './gate.js';
import { JsonLogger } from './json-logger.js';
import { Metrics } from './metrics.js';
import { CatalogueSessionStore } from './session-store.js';

/** What `api`, `admin` and the entry point mount; global, with the log of the process. */
@Module({})
export class HttpModule {
  static forRoot(logger: JsonLogger): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      imports: [AuthModule],
      providers: [Gate, Metrics, CatalogueSessionStore, { provide: JsonLogger, useValue: logger }],
      exports: [Gate, Metrics, JsonLogger],
    };
  }
}
