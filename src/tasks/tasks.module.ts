import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { Config } from '../config/config.js';
import { ChildSchemaReader } from '../introspection/child-schema-reader.js';
import { SchemaReader } from '../introspection/schema-reader.js';
import { CommandRunner } from './command/command-runner.js';
import { CommandSources } from './command/command-source.js';
import { CommandTasks } from './command/command-tasks.js';
import { DbElementsStateService } from './db-elements/db-elements-state.service.js';
import { DbElementsService } from './db-elements/db-elements.service.js';
import { DbElementsTask } from './db-elements/db-elements.task.js';
import { Discovery } from './db-elements/discovery.js';
import { DiscoveryAddress } from './db-elements/discovery-address.js';
import { SourceSchedules } from './schedules/source-schedules.js';
import { SINGLE_STEP_TASKS } from './db-elements/single-steps.task.js';
import { TaskStateObserver } from './db-elements/task-state.observer.js';
import { PipelineTask } from './pipeline/pipeline.task.js';
import { readerSettings } from './reader-settings.js';
import { ConnectionTester } from './test-connection/connection-tester.js';
import { TestConnectionTask } from './test-connection/test-connection.task.js';

/** What can be run. Joins catalogue, introspection and jobs, which are blind to each other; needs the global JobsModule. */
@Module({
  imports: [AuditModule, CatalogueModule],
  providers: [
    {
      provide: SchemaReader,
      inject: [Config],
      useFactory: (config: Config) => new ChildSchemaReader(readerSettings(config)),
    },
    ...[Discovery, DiscoveryAddress],
    ...[TaskStateObserver, SourceSchedules],
    ...[DbElementsTask, ...SINGLE_STEP_TASKS, TestConnectionTask, PipelineTask],
    ...[DbElementsService, DbElementsStateService, ConnectionTester],
    ...[CommandSources, CommandRunner, CommandTasks],
  ],
  exports: [DbElementsService, DbElementsStateService, ConnectionTester, SchemaReader],
})
export class TasksModule {}
