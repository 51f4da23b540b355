import { Entity, Index } from 'typeorm';
import { Flag, Int, Json, LongText, PrimaryUuid, ShortText, Timestamp, Uuid } from '../persistence/columns.js';
import type { JobStatus, TransitionCause } from './job-status.js';

export const JOB_EVALUATIONS = ['unknown', 'best', 'good', 'rejected'] as const;
export type JobEvaluation = (typeof JOB_EVALUATIONS)[number];

/** How a job came to be that somebody did not start anew. */
export type JobOrigin = 'retry' | 'clone' | 'schedule';

/**
 * One recorded run of a task: the row is the truth from the first answer to the history.
 * It has no foreign keys: on MariaDB they would make log lines and children wait for a lock on this row.
 */
@Entity('job')
@Index('job_live_slot', ['liveSlot'], { unique: true })
@Index('job_workspace_number', ['workspaceId', 'numberKey'], { unique: true })
@Index('job_parent_step', ['parentId', 'stepKey'], { unique: true })
@Index('job_parent_number', ['parentId', 'numberKey'])
@Index('job_status', ['status', 'id', 'workspaceId'])
@Index('job_workspace', ['workspaceId', 'id', 'status'])
@Index('job_origin', ['originId', 'id'])
@Index('job_task', ['task', 'id', 'status', 'workspaceId'])
@Index('job_subject', ['subjectType', 'subjectId', 'id', 'status', 'workspaceId'])
@Index('job_parent', ['parentId', 'id', 'status', 'workspaceId'])
@Index('job_text', ['id', 'status', 'workspaceId', 'number', 'title'])
@Index('job_statistics', ['id', 'status', 'task', 'workspaceId', 'grouping', 'createdAt', 'startedAt', 'endedAt'])
@Index('job_ended', ['endedAt'])
export class Job {
  /** UUIDv7 of `createdAt`: the order of ids is the order of making, a range of ids one of times. */
  @PrimaryUuid()
  id!: string;

  @Uuid()
  workspaceId!: string;

  @Uuid({ nullable: true })
  parentId!: string | null;

  /** For people: `7`, `7.2`. Unique within the workspace. */
  @ShortText(120)
  number!: string;

  /** The number in a form that sorts as numbers do (see job-number.ts). */
  @ShortText(120)
  numberKey!: string;

  /** 1 for a top-level job. */
  @Int()
  depth!: number;

  @ShortText(100)
  task!: string;

  @ShortText(500)
  title!: string;

  @ShortText(16)
  status!: JobStatus;

  /** Why it is in this state. */
  @ShortText(16)
  cause!: TransitionCause;

  /** Changes of state so far; numbers the status events. */
  @Int()
  statusSeq!: number;

  @ShortText(190, { nullable: true })
  slot!: string | null;

  /** The slot while the job lives, null once it has ended: unique, so at most one live job holds a slot. */
  @ShortText(190, { nullable: true })
  liveSlot!: string | null;

  /** Counts the claims; with the id it is the fence. */
  @Int()
  attempt!: number;

  /** How often its worker was lost. */
  @Int()
  losses!: number;

  @ShortText(120, { nullable: true })
  stepKey!: string | null;

  @ShortText(190, { nullable: true })
  concurrencyKey!: string | null;

  @ShortText(50, { nullable: true })
  subjectType!: string | null;

  @ShortText(64, { nullable: true })
  subjectId!: string | null;

  @Json()
  parameters!: object;

  /** What the run answered; null until it has COMPLETED. */
  @Json({ nullable: true })
  result!: object | null;

  /** The inputs as they stood after the run: imported files at their new place, defaults filled in. */
  @Json({ nullable: true })
  parametersAfter!: object | null;

  /** The output container after the run, its files linked to their records. */
  @Json({ nullable: true })
  outputs!: object | null;

  /** Relative to the workspace's directory, such as `jobs/job_1/job_2`; null until it declares files. */
  @ShortText(500, { nullable: true })
  directory!: string | null;

  /** Made by hand: nothing rings or claims it, whoever made it runs it. */
  @Flag({ default: false })
  manual!: boolean;

  /** What a person thinks of the result. */
  @ShortText(16, { default: 'unknown' })
  evaluation!: JobEvaluation;

  @LongText({ nullable: true })
  comments!: string | null;

  /** The job that this one repeats, or the schedule that started it. */
  @Uuid({ nullable: true })
  originId!: string | null;

  @ShortText(16, { nullable: true })
  originKind!: JobOrigin | null;

  /** Machine-readable; set with FAILED. */
  @ShortText(100, { nullable: true })
  errorCode!: string | null;

  /** Safe text for people; set with FAILED. */
  @LongText({ nullable: true })
  errorMessage!: string | null;

  /** Null for the system itself. */
  @Uuid({ nullable: true })
  startedById!: string | null;

  /** Kept also after that user is gone. */
  @ShortText(255)
  startedByName!: string;

  @ShortText(16)
  startedByKind!: 'user' | 'token' | 'system';

  @Timestamp()
  createdAt!: Date;

  /** Since when it waits; null while it does not. */
  @Timestamp({ nullable: true })
  pendingSince!: Date | null;

  /** When it was claimed first. */
  @Timestamp({ nullable: true })
  startedAt!: Date | null;

  /** When this attempt was claimed: waiting does not count towards the maximum run time. */
  @Timestamp({ nullable: true })
  claimedAt!: Date | null;

  @Timestamp({ nullable: true })
  endedAt!: Date | null;

  @Timestamp({ nullable: true })
  cancelRequestedAt!: Date | null;

  /** The server that runs it, or ran it last. */
  @Uuid({ nullable: true })
  holder!: string | null;

  /** It only groups its children: never claimed, its state follows theirs. */
  @Flag()
  grouping!: boolean;

  /** Children made so far; the next one's number is one more. */
  @Int()
  childCount!: number;

  /** Children that have not ended. */
  @Int()
  liveChildren!: number;
}
