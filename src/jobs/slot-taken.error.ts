import { ConflictError } from '../common/errors.js';
import type { JobStatus } from './job-status.js';

/** The job that holds a slot. */
export interface SlotHolder {
  readonly jobId: string;
  readonly number: string;
  readonly status: JobStatus;
}

/** Another live job holds the slot (HTTP 409); `details` name it. */
export class SlotTakenError extends ConflictError {
  constructor(readonly holder: SlotHolder) {
    const state = holder.status === 'PENDING' ? 'waiting to start' : 'currently running';
    super('slot-taken', `Job ${holder.number} for the same thing is ${state}. Wait for it, or cancel it.`, {
      details: { ...holder },
    });
  }
}
