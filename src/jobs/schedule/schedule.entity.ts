import { Entity, Index } from 'typeorm';
import { Flag, Int, Json, LongText, PrimaryUuid, ShortText, Timestamp, Uuid } from '../../persistence/columns.js';

/** That a task is run again and again, at the times of a cron expression. */
@Entity('schedule')
@Index('schedule_next', ['enabled', 'nextAt'])
@Index('schedule_subject', ['subjectType', 'subjectId'])
@Index('schedule_workspace', ['workspaceId'])
export class Schedule {
  @PrimaryUuid()
  id!: string;

  @Uuid()
  workspaceId!: string;

  @ShortText(200)
  name!: string;

  @ShortText(100)
  task!: string;

  /** The task's inputs; plain JSON, never a secret. */
  @Json()
  parameters!: object;

  @ShortText(50, { nullable: true })
  subjectType!: string | null;

  @ShortText(64, { nullable: true })
  subjectId!: string | null;

  /** Five or six fields. */
  @ShortText(120)
  cron!: string;

  /** IANA name, such as `Europe/Berlin`. */
  @ShortText(64)
  timeZone!: string;

  @Flag()
  enabled!: boolean;

  /** The next firing; null while it is off. The server whose UPDATE moves it is the one that fires. */
  @Timestamp({ nullable: true })
  nextAt!: Date | null;

  @Timestamp({ nullable: true })
  lastAt!: Date | null;

  @Uuid({ nullable: true })
  lastJobId!: string | null;

  /** Why the last firing started no job; null when it did. */
  @LongText({ nullable: true })
  lastError!: string | null;

  /** Firings that fell into a time when no server ran. */
  @Int({ default: 0 })
  missed!: number;

  @Timestamp({ nullable: true })
  missedAt!: Date | null;

  /** Counts the edits, so that two editors do not overwrite each other. */
  @Int()
  version!: number;

  /** Whose rights it runs with. */
  @Uuid({ nullable: true })
  createdById!: string | null;

  @ShortText(255)
  createdByName!: string;

  @Timestamp()
  createdAt!: Date;

  @Timestamp()
  updatedAt!: Date;
}
