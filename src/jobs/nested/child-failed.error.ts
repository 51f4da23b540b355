import { DomainError } from '../../common/errors.js';
import type { Job } from '../job.entity.js';

/** A child that had to complete did not; the details name it. */
export class ChildFailedError extends DomainError {
  constructor(readonly job: Job) {
    const { id: jobId, number, title, status } = job;
    const how = status === 'CANCELLED' ? 'was cancelled' : `failed: ${job.errorMessage ?? 'without a reason'}`;
    super('child-failed', `Job ${number} "${title}" ${how}`, { details: { jobId, number, title, status } });
  }
}

/**
 * The job itself, when it has completed.
 * @throws ChildFailedError naming it and what went wrong
 */
export function completed(job: Job): Job {
  if (job.status !== 'COMPLETED') throw new ChildFailedError(job);
  return job;
}
