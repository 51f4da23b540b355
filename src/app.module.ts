import { Global, Module, type DynamicModule } from '@nestjs/common';
import { ApiModule } from './api/api.module.js';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { ApiToken } from './auth/api-token.entity.js';
import { AuthModule } from './auth/auth.module.js';
import { Session } from './auth/session.entity.js';
import { UserRole } from './auth/user-role.entity.js';
import { User } from './auth/user.entity.js';
import { CATALOGUE_ENTITIES } from './catalogue/catalogue-entities.js';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import type { CatalogueOpening } from './cli/wiring.js';
import { Clock, SystemClock } from './common/clock.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { HttpModule } from './http/http.module.js';
import type { JsonLogger } from './http/json-logger.js';
import { JOB_ENTITIES } from './jobs/job-entities.js';
import { JobsModule } from './jobs/jobs.module.js';
import { PersistenceModule } from './persistence/persistence.module.js';
import { SchedulesModule, WorkerSchedulesModule } from './schedules/schedules.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { Workspace } from './workspaces/workspace.entity.js';

/** Every entity of the catalogue; the migrations make exactly their tables. */
export const ENTITIES = [
  ...[Workspace, AuditEntry, User, UserRole, Session, ApiToken],
  ...CATALOGUE_ENTITIES,
  ...JOB_ENTITIES,
];

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
class ClockModule {}

/** What every process that works on a catalogue has: the catalogue, the people, the jobs, the tasks. */
function core(config: Config, { serves, work }: { serves: boolean; work: boolean }): DynamicModule['imports'] & object {
  return [
    ConfigModule.forRoot(config),
    ClockModule,
    PersistenceModule.forRoot({
      entities: ENTITIES,
      ownsDataDirectory: config.catalogue.engine === 'sqlite' || serves,
    }),
    AuthModule,
    CatalogueModule,
    JobsModule.forRoot({ work }),
    TasksModule,
  ];
}

/** The whole server. */
@Module({})
export class AppModule {
  static forServer(config: Config, logger: JsonLogger): DynamicModule {
    const edges = [HttpModule.forRoot(logger), SchedulesModule, ApiModule];
    return { module: AppModule, imports: [...core(config, { serves: true, work: true }), ...edges] };
  }

  /** Runs jobs and serves nobody; its data directory may be that of a server. */
  static forWorker(config: Config): DynamicModule {
    return { module: AppModule, imports: [...core(config, { serves: false, work: true }), WorkerSchedulesModule] };
  }

  /** Without the edges: for commands of the terminal that work on a catalogue by themselves. */
  static forTerminal(config: Config, opening: CatalogueOpening): DynamicModule {
    // What is shared with others is run by them.
    const work = opening.work && config.queue === null;
    return { module: AppModule, imports: core(config, { serves: false, work }) };
  }
}
