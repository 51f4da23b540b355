import { Entity } from 'typeorm';
import { Int, LongText, PrimaryInt, PrimaryUuid, ShortText, Timestamp } from '../persistence/columns.js';
import type { LogLevel } from './log/log-level.js';

/** One line of a job's log. A gap in `seq` is as many lines that were dropped. */
@Entity('job_log')
export class JobLog {
  @PrimaryUuid()
  jobId!: string;

  /** 1-based; the order of lines and of their commits. */
  @PrimaryInt()
  seq!: number;

  @Timestamp()
  at!: Date;

  @ShortText(8)
  level!: LogLevel;

  /** At most 4 KiB; control characters escaped, secrets redacted. */
  @LongText()
  message!: string;

  /** Of the message in UTF-8; for the bound of the whole log. */
  @Int()
  bytes!: number;
}
