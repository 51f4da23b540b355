import { Injectable } from '@nestjs/common';
import { assertMay, type Actor } from '../../common/actor.js';
import { ConflictError, InvalidInputError } from '../../common/errors.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import type { File } from '../files/file.entity.js';
import { JobFiles } from '../files/job-files.js';
import { indicatorProblem } from '../indicators/declared-indicator.js';
import { upsertIndicators } from '../indicators/indicator-rows.js';
import type { IndicatorValue } from '../indicators/indicator.entity.js';
import { JobEndings } from '../job-endings.js';
import { JobQueries } from '../job-queries.js';
import { TRANSITIONS, type JobStatus } from '../job-status.js';
import type { Transition } from '../job-transitions.js';
import type { Job } from '../job.entity.js';
import { cleanMessage } from '../log/log-text.js';
import { TaskRegistry } from '../registry/task-registry.js';
import { JobClaims } from '../runner/job-claims.js';
import { HandRuns } from './hand-runs.js';
import { assertManual } from './job-tracking.js';

/** What a job ends with that is set by hand. */
export interface HandEnd {
  /** With COMPLETED. */
  readonly result?: object;
  /** With FAILED: safe text for people. */
  readonly error?: string;
}

/** The single steps of tracking, for who wants to take them one by one. */
@Injectable()
export class JobHand {
  constructor(
    private readonly queries: JobQueries,
    private readonly registry: TaskRegistry,
    private readonly claims: JobClaims,
    private readonly endings: JobEndings,
    private readonly hands: HandRuns,
    private readonly files: JobFiles,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Sets the state of a job that was made by hand, by a legal transition. One that is RUNNING so beats as long as this
   * process lives; told to stop, it ends by itself.
   * @throws NotFoundError, ForbiddenError, ConflictError `not-manual` or `illegal-transition`
   */
  async updateJobStatus(actor: Actor, jobId: string, to: JobStatus, end: HandEnd = {}): Promise<Job> {
    const { job } = await this.queries.get(actor, jobId);
    const task = this.registry.get(job.task);
    assertMay(actor, task.definition.role, job.workspaceId);
    assertManual(job);
    const legal: readonly JobStatus[] = TRANSITIONS[job.status];
    const changed = !legal.includes(to) || to === 'PENDING' ? null : await this.change(job, to, end);
    if (!changed) {
      throw new ConflictError('illegal-transition', `Job ${job.number} is ${job.status}: it cannot become ${to}.`);
    }
    if (to === 'RUNNING') this.hands.begin(changed, task);
    else await this.hands.end(jobId);
    return changed;
  }

  /** See {@link JobFiles.registerInputFile}. */
  registerInputFile(...given: Parameters<JobFiles['registerInputFile']>): Promise<File> {
    return this.files.registerInputFile(...given);
  }

  /** See {@link JobFiles.registerImportedFile}. */
  registerImportedFile(...given: Parameters<JobFiles['registerImportedFile']>): Promise<File> {
    return this.files.registerImportedFile(...given);
  }

  /** See {@link JobFiles.registerOutputFile}. */
  registerOutputFile(...given: Parameters<JobFiles['registerOutputFile']>): Promise<File> {
    return this.files.registerOutputFile(...given);
  }

  /** @throws InvalidInputError when the task declares no such number; NotFoundError, ForbiddenError */
  registerJobFloatValue(actor: Actor, jobId: string, key: string, value: number): Promise<void> {
    return this.register(actor, jobId, key, value);
  }

  /** @throws InvalidInputError when the task declares no such text; NotFoundError, ForbiddenError */
  registerJobCharValue(actor: Actor, jobId: string, key: string, value: string): Promise<void> {
    return this.register(actor, jobId, key, cleanMessage(value, []));
  }

  /** @throws InvalidInputError when the task declares no such flag; NotFoundError, ForbiddenError */
  registerJobFlagValue(actor: Actor, jobId: string, key: string, value: boolean): Promise<void> {
    return this.register(actor, jobId, key, value);
  }

  private async register(actor: Actor, jobId: string, key: string, value: IndicatorValue): Promise<void> {
    const { job } = await this.queries.get(actor, jobId);
    const { role, indicators } = this.registry.get(job.task).definition;
    assertMay(actor, role, job.workspaceId);
    const problem = indicatorProblem(indicators, key, value);
    if (problem !== null) throw new InvalidInputError(problem, [{ path: key, message: problem }]);
    await this.transactions.run((tx) => upsertIndicators(managerOf(tx), jobId, { [key]: value }));
  }

  private async change(
    job: Job,
    to: JobStatus,
    { result = {}, error = 'It was set to failed.' }: HandEnd,
  ): Promise<Job | null> {
    const { id, status: from, attempt } = job;
    if (to === 'RUNNING') return this.claims.claim(job);
    const cause = to === 'CANCELLED' ? 'cancel' : 'run';
    const text = cleanMessage(error, []);
    const set: Transition['set'] =
      to === 'COMPLETED' ? { result } : to === 'FAILED' ? { errorCode: 'set-by-hand', errorMessage: text } : {};
    const level = to === 'COMPLETED' ? 'info' : to === 'FAILED' ? 'error' : 'warn';
    const line = to === 'FAILED' ? text : `Set to ${to} by hand.`;
    return this.endings.change({ id, from, to, cause, attempt, set }, { level, text: line });
  }
}
