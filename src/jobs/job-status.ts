/** Every state of a job; in JSON they are lower-case. */
export const JOB_STATUSES = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Which state may follow which. RUNNING goes back to PENDING when its holder is lost or stops. */
export const TRANSITIONS = {
  PENDING: ['RUNNING', 'CANCELLED', 'FAILED'],
  RUNNING: ['COMPLETED', 'FAILED', 'CANCELLED', 'PENDING'],
  COMPLETED: [],
  FAILED: [],
  CANCELLED: [],
} as const satisfies Record<JobStatus, readonly JobStatus[]>;

/** Why a job changed its state; kept beside the state that it led to. */
export const TRANSITION_CAUSES = [
  'start', // made, and waiting
  'claim', // a worker took it
  'run', // the work itself ended, well or badly
  'cancel', // somebody asked for it to stop
  'reset', // somebody gave it up by force
  'lost', // its worker died, or fell silent
  'timeout', // it ran longer than its maximum
  'stop', // its process was asked to stop, it waits for another
  'children', // a grouping parent follows its children
] as const;
export type TransitionCause = (typeof TRANSITION_CAUSES)[number];

/** Jobs that hold their slot. */
export const LIVE_STATUSES = ['PENDING', 'RUNNING'] as const satisfies readonly JobStatus[];

/** Jobs that are over for good. */
export const ENDED_STATUSES = ['COMPLETED', 'FAILED', 'CANCELLED'] as const satisfies readonly JobStatus[];

/** Whether a job in this state is over for good. */
export function isEnded(status: JobStatus): boolean {
  return TRANSITIONS[status].length === 0;
}
