import { Injectable } from '@nestjs/common';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import type { TaskState } from '../../catalogue/sql-db/task-state.js';
import type { JobStatus, TransitionCause } from '../../jobs/job-status.js';
import { JobTransitionObserver } from '../../jobs/job-transition-observer.js';
import type { Job } from '../../jobs/job.entity.js';
import { JobLogs } from '../../jobs/log/job-logs.js';
import type { Tx } from '../../persistence/tx.js';
import { dbElementsSlot, SOURCE_SUBJECT } from '../source-slot.js';
import { LOG_TAIL_BYTES } from './log-tail.js';

/** Keeps a source's state what its latest job says: the same transaction changes both (HOUSE, decision 4). */
@Injectable()
export class TaskStateObserver extends JobTransitionObserver {
  constructor(
    private readonly sources: SqlDbService,
    private readonly logs: JobLogs,
  ) {
    super();
  }

  async onTransition(tx: Tx, job: Job, from: JobStatus | null, to: JobStatus, cause: TransitionCause): Promise<void> {
    if (job.subjectType !== SOURCE_SUBJECT || job.subjectId === null) return;
    if (job.slot !== dbElementsSlot(job.subjectId)) return;
    const patch = {
      ...projection(job, to, cause),
      log: from === null ? null : await this.logs.tail(tx, job.id, LOG_TAIL_BYTES),
    };
    await this.sources.setTaskState(tx, job.subjectId, 'dbElements', patch);
  }
}

/** What a source shows, as a function of its job's state and the cause of it. */
export function projection(job: Job, to: JobStatus, cause: TransitionCause): Omit<TaskState, 'log'> {
  const times = { startTime: job.startedAt, endTime: job.endedAt };
  if (cause === 'reset') return { status: 'IDLE', taskId: null, ...times };
  return { status: to, taskId: job.id, ...times };
}
