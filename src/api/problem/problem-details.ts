import { InvalidInputError, type DomainError } from '../../common/errors.js';
import { SlotTakenError, type SlotHolder } from '../../jobs/slot-taken.error.js';
import type { SkippedSource } from '../../tasks/db-elements/db-elements.service.js';

/** A job that is in the way. */
export function presentHolder({ jobId, number, status }: SlotHolder) {
  return { id: jobId, number, status: status.toLowerCase() };
}

/** A source that was not started, and why. */
export function presentSkipped({ sqlDbId, name, reason, job }: SkippedSource) {
  return { sqlDbId, name, reason, job: job && presentHolder(job) };
}

/** The members of a problem document beside the usual ones. */
export function problemDetails(error: DomainError): Record<string, unknown> {
  if (error instanceof InvalidInputError) return { ...error.details, errors: error.problems };
  if (error instanceof SlotTakenError) return { job: presentHolder(error.holder) };
  const { skipped } = error.details;
  if (Array.isArray(skipped)) return { ...error.details, skipped: (skipped as SkippedSource[]).map(presentSkipped) };
  return { ...error.details };
}
