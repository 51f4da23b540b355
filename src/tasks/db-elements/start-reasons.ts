import { SlotTakenError } from '../../jobs/slot-taken.error.js';
import type { JobStatus } from '../../jobs/job-status.js';

/** Why a source is not started now. */
export function skipReason(error: SlotTakenError): string {
  return liveReason(error.holder.status);
}

function liveReason(status: JobStatus): string {
  return status === 'PENDING'
    ? 'A database elements creation task is waiting to start'
    : 'A database elements creation task is currently running';
}

/** Said with a source that was started though a run of it hung until now. */
export const STALE_CLEANED = 'Previous task was stale and has been cleaned up';
export const NOTHING_SELECTED = 'Please select at least one database';
export const nothingReady = (skipped: number): string => `No databases are ready for processing. Skipped: ${skipped}`;
