import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { SqlDbService } from '../../catalogue/sql-db/sql-db.service.js';
import type { TaskState } from '../../catalogue/sql-db/task-state.js';
import { assertMay, type Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { InvalidInputError } from '../../common/errors.js';
import type { JobView } from '../../jobs/job-list.js';
import { JobService } from '../../jobs/job.service.js';
import { dbElementsSlot, SOURCE_SUBJECT } from '../source-slot.js';
import { tailOf } from './log-tail.js';

/** A source's state, and the job behind it with how far it is. */
export interface DbElementsState {
  readonly state: TaskState;
  /** Null before the first run, after a reset, and when the job has been removed. */
  readonly job: JobView | null;
}

const MAX_REASON = 500;

/** What a source's discovery is doing, and the way out when it hangs. */
@Injectable()
export class DbElementsStateService {
  constructor(
    private readonly sources: SqlDbService,
    private readonly jobs: JobService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFoundError */
  async status(actor: Actor, id: string): Promise<DbElementsState> {
    const { dbElements: state } = await this.sources.get(actor, id);
    const job = state.taskId ? await this.jobs.get(actor, state.taskId).catch(() => null) : null;
    return { state, job };
  }

  /**
   * Any state → IDLE; a live job is given up by force and can write nothing any more, an ended one is left as it is.
   * @throws NotFoundError, ForbiddenError, InvalidInputError without a reason
   */
  async reset(actor: Actor, id: string, reason: string): Promise<DbElementsState> {
    const why = reason.trim().slice(0, MAX_REASON);
    if (why === '')
      throw new InvalidInputError('Say why it is reset.', [{ path: 'reason', message: 'must not be empty' }]);
    const source = await this.sources.get(actor, id);
    assertMay(actor, 'operator', source.workspaceId);
    await this.jobs.reset(actor, dbElementsSlot(id), why, async (tx, given) => {
      if (given !== null) return; // the observer of its transition has set the state, with the job's own log
      const { status, log } = source.dbElements;
      const line = `${this.clock.now().toISOString()} WARN  Force reset: ${why} (was: ${status})\n`;
      const patch = {
        status: 'IDLE',
        taskId: null,
        endTime: this.clock.now(),
        log: tailOf((log ?? '') + line),
      } as const;
      await this.sources.setTaskState(tx, id, 'dbElements', patch);
      const subject = { type: SOURCE_SUBJECT, id, workspaceId: source.workspaceId };
      await this.audit.record(tx, actor, 'sql-db.reset', subject, { reason: why, was: status });
    });
    return this.status(actor, id);
  }
}
