import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { assertMay, type Actor } from '../common/actor.js';
import { InvalidInputError, type FieldProblem } from '../common/errors.js';
import { Transactions } from '../persistence/transactions.js';
import { managerOf } from '../persistence/tx.js';
import { TITLE_LENGTH } from './job-creator.js';
import { JobQueries } from './job-queries.js';
import { Job, JOB_EVALUATIONS, type JobEvaluation } from './job.entity.js';

/** In UTF-16 code units. */
const COMMENTS_LENGTH = 20_000;

/** What people write about a job; what is left out stays. */
export interface JobEdit {
  readonly title?: string;
  /** Plain text; null removes it. */
  readonly comments?: string | null;
  readonly evaluation?: JobEvaluation;
}

/** Lets people say what they think of a job, in any of its states. */
@Injectable()
export class JobEdits {
  constructor(
    private readonly transactions: Transactions,
    private readonly queries: JobQueries,
    private readonly audit: AuditService,
  ) {}

  /** @throws NotFoundError, ForbiddenError below the role "editor", InvalidInputError naming each wrong field */
  async update(actor: Actor, jobId: string, edit: JobEdit): Promise<Job> {
    const { job } = await this.queries.get(actor, jobId);
    const { id, number, workspaceId } = job;
    assertMay(actor, 'editor', workspaceId);
    const changes = validEdit(edit);
    if (Object.keys(changes).length > 0) {
      await this.transactions.run(async (tx) => {
        await managerOf(tx).update(Job, { id }, changes);
        const fields = Object.keys(changes);
        await this.audit.record(tx, actor, 'job.update', { type: 'job', id, workspaceId }, { number, fields });
      });
    }
    return (await this.queries.get(actor, jobId)).job;
  }
}

function validEdit({ title, comments, evaluation }: JobEdit): Partial<Job> {
  const problems: FieldProblem[] = [];
  const named = title?.trim();
  if (named !== undefined && (named === '' || named.length > TITLE_LENGTH)) {
    problems.push({ path: 'title', message: `Give 1 to ${TITLE_LENGTH} characters.` });
  }
  if (comments != null && comments.length > COMMENTS_LENGTH) {
    problems.push({ path: 'comments', message: `Give at most ${COMMENTS_LENGTH} characters.` });
  }
  if (evaluation !== undefined && !JOB_EVALUATIONS.includes(evaluation)) {
    problems.push({ path: 'evaluation', message: `Give one of ${JOB_EVALUATIONS.join(', ')}.` });
  }
  if (problems.length > 0) throw new InvalidInputError('The job cannot be changed so.', problems);
  return {
    ...(named !== undefined && { title: named }),
    ...(comments !== undefined && { comments: comments === '' ? null : comments }),
    ...(evaluation !== undefined && { evaluation }),
  };
}
