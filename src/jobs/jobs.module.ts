import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuditModule } from '../audit/audit.module.js';
import { Config } from '../config/config.js';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { JobEvents } from './events/job-events.js';
import { JobSignals } from './events/job-signals.js';
import { JobIndicators } from './indicators/job-indicators.js';
import { FailureDiagnostics } from './failure-diagnostics.js';
import { FILE_PROVIDERS } from './files/file-providers.js';
import { FileQueries } from './files/file-queries.js';
import { Gleaning } from './files/gleaning.js';
import { JobFiles } from './files/job-files.js';
import { JobControl } from './job-control.js';
import { JobCreator } from './job-creator.js';
import { JobEdits } from './job-edits.js';
import { JobEndings } from './job-endings.js';
import { JobEngine } from './job-engine.js';
import { JobParents } from './job-parents.js';
import { JobQueries } from './job-queries.js';
import { JobService } from './job.service.js';
import { JobStarter } from './job-starter.js';
import { JobTransitions } from './job-transitions.js';
import { JobLogs } from './log/job-logs.js';
import { AwaitedRuns } from './nested/awaited-runs.js';
import { JobWaits } from './nested/job-waits.js';
import { NestedRuns } from './nested/nested-runs.js';
import { InProcessQueue } from './queue/in-process-queue.js';
import { JobQueue } from './queue/job-queue.js';
import { TaskRegistry } from './registry/task-registry.js';
import { TransitionObservers } from './registry/transition-observers.js';
import { FileRetention } from './retention/file-retention.js';
import { JobDeletion } from './retention/job-deletion.js';
import { JobRemoval } from './retention/job-removal.js';
import { JobRetention } from './retention/job-retention.js';
import { HeldRuns } from './runner/held-runs.js';
import { Heartbeat } from './runner/heartbeat.js';
import { JobClaims } from './runner/job-claims.js';
import { JobRunner } from './runner/job-runner.js';
import { RunExecutor } from './runner/run-executor.js';
import { JobReconciler } from './sweeper/job-reconciler.js';
import { ScheduleTicker } from './schedule/schedule-ticker.js';
import { ScheduleService } from './schedule/schedule.service.js';
import { WorkspaceSchedules } from './schedule/workspace-schedules.js';
import { JobStatisticsService } from './stats/job-statistics.service.js';
import { JobSweeper } from './sweeper/job-sweeper.js';
import { TaskRuns } from './task-runs.js';
import { HandRuns } from './tracking/hand-runs.js';
import { JobHand } from './tracking/job-hand.js';
import { JobPipelines } from './tracking/job-pipelines.js';
import { JobTracking } from './tracking/job-tracking.js';
import { WorkspaceJobs } from './workspace-jobs.js';

export interface JobsModuleOptions {
  /** Whether this process runs jobs and looks after them; false for one that only starts and shows them. Default true. */
  readonly work?: boolean;
}

const queue: Provider = {
  provide: JobQueue,
  inject: [Config],
  // The one choice: the package of a queue that is not used is never loaded.
  useFactory: async ({ queue: shared, jobs }: Config): Promise<JobQueue> => {
    if (shared === null) return new InProcessQueue(jobs.concurrency);
    const { BullMqQueue } = await import('./queue/bullmq/bullmq-queue.js');
    return new BullMqQueue(shared, jobs.concurrency);
  },
};

/**
 * The job engine. Tasks and transition observers are found among the providers of the whole application.
 * Needs the catalogue's `Transactions`, a `Clock` and the `Config` from global modules.
 */
@Module({})
export class JobsModule {
  static forRoot({ work = true }: JobsModuleOptions = {}): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      imports: [DiscoveryModule, WorkspacesModule, AuditModule],
      providers: [
        queue,
        ...[JobService, JobStarter, JobCreator, JobControl, JobQueries, JobTransitions, JobEndings, JobParents],
        ...[
          JobEvents,
          JobSignals,
          JobLogs,
          JobRetention,
          TaskRegistry,
          TransitionObservers,
          WorkspaceJobs,
          JobIndicators,
        ],
        ...[TaskRuns, JobEdits, JobClaims, JobWaits, AwaitedRuns, NestedRuns, FailureDiagnostics],
        ...[JobTracking, HandRuns, JobHand, JobPipelines],
        ...[...FILE_PROVIDERS, FileRetention, JobDeletion, JobRemoval],
        ...[HeldRuns, Heartbeat, JobRunner, RunExecutor, JobReconciler, JobSweeper],
        ...[ScheduleService, ScheduleTicker, WorkspaceSchedules, JobStatisticsService],
        ...(work ? [JobEngine] : []),
      ],
      exports: [
        JobService,
        TaskRuns,
        ...[JobTracking, JobHand, JobPipelines],
        JobIndicators,
        JobEdits,
        JobEvents,
        JobLogs,
        ...[FileQueries, Gleaning, JobDeletion, JobFiles, JobRetention],
        JobRunner,
        JobSweeper,
        ...[ScheduleService, ScheduleTicker, JobStatisticsService],
        TaskRegistry,
      ],
    };
  }
}
