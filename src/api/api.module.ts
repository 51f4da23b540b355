import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { ColumnsController } from './columns/columns.controller.js';
import { FilesController } from './files/files.controller.js';
import { JobFilesController } from './files/job-files.controller.js';
import { UploadsController } from './files/uploads.controller.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { JobEventsController } from './jobs/job-events.controller.js';
import { JobChangesController } from './jobs/job-changes.controller.js';
import { JobFamilies } from './jobs/job-families.js';
import { JobIndicatorsController } from './jobs/job-indicators.controller.js';
import { JobLogsController } from './jobs/job-logs.controller.js';
import { JobRemovalController } from './jobs/job-removal.controller.js';
import { JobStream } from './jobs/job-stream.js';
import { JobsController } from './jobs/jobs.controller.js';
import { OpenStreams } from './jobs/open-streams.js';
import { Links } from './links.js';
import { ApiDocument } from './openapi/api-document.js';
import { DocsController } from './openapi/docs.controller.js';
import { JobMetrics } from './metrics/job-metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { MeController } from './people/me.controller.js';
import { UsersController } from './people/users.controller.js';
import { ProblemFilter } from './problem/problem.filter.js';
import { InputPipe } from './problem/input.pipe.js';
import { RelationshipsController } from './relationships/relationships.controller.js';
import { RootController } from './root.controller.js';
import { SchedulesController } from './schedules/schedules.controller.js';
import { SourceSchedulesController } from './schedules/source-schedules.controller.js';
import { DbElementsController } from './sql-dbs/db-elements.controller.js';
import { ProbeController } from './sql-dbs/probe.controller.js';
import { SourceJobsController } from './sql-dbs/source-jobs.controller.js';
import { SqlDbsController } from './sql-dbs/sql-dbs.controller.js';
import { StatsController } from './stats/stats.controller.js';
import { TasksController } from './tasks/tasks.controller.js';
import { TablePartsController } from './tables/table-parts.controller.js';
import { TablesController } from './tables/tables.controller.js';
import { WorkspacesController } from './workspaces/workspaces.controller.js';

/** REST under `/api`, and `/health`. `mountApi` puts what comes before the routes in its place. */
@Module({
  imports: [AuthModule, CatalogueModule, TasksModule, WorkspacesModule],
  controllers: [
    ...[RootController, HealthController, DocsController, WorkspacesController],
    ...[DbElementsController, ProbeController, SqlDbsController, SourceJobsController],
    ...[TablesController, TablePartsController, ColumnsController, RelationshipsController],
    ...[SchedulesController, SourceSchedulesController, StatsController, MetricsController],
    ...[FilesController, JobFilesController, UploadsController],
    ...[TasksController, JobChangesController, JobIndicatorsController, JobRemovalController],
    ...[JobsController, JobLogsController, JobEventsController, MeController, UsersController],
  ],
  providers: [
    ...[ApiDocument, JobMetrics, JobFamilies, JobStream, Links, OpenStreams, Readiness],
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: InputPipe },
  ],
})
export class ApiModule {}
