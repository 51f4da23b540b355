import { LongText, ShortText, Timestamp, Uuid } from '../../persistence/columns.js';

/** What a source's background kind is doing, as people see it. */
export const TASK_STATUSES = ['IDLE', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** The background kinds whose state a source carries; each is one embedded {@link TaskState}. */
export const TASK_KINDS = ['dbElements'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** The state of one background kind: a projection of its latest job, written by transitions of that job only. */
export class TaskState {
  @ShortText(16, { default: 'IDLE' })
  status!: TaskStatus;

  /** The id of the latest job; null before the first and after a reset. */
  @Uuid({ nullable: true })
  taskId!: string | null;

  /** The last 4 KiB of the job's log as of its latest transition. */
  @LongText({ nullable: true })
  log!: string | null;

  @Timestamp({ nullable: true })
  startTime!: Date | null;

  @Timestamp({ nullable: true })
  endTime!: Date | null;
}
