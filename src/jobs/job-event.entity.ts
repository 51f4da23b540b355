import { Entity } from 'typeorm';
import { Json, PrimaryInt, PrimaryText, PrimaryUuid, Timestamp } from '../persistence/columns.js';

/** A numbered event of a job: a change of its state, or its progress. Log lines are numbered rows of their own. */
@Entity('job_event')
export class JobEvent {
  @PrimaryUuid()
  jobId!: string;

  @PrimaryText(16)
  kind!: 'status' | 'progress';

  /** 1-based within (job, kind); the order of commits. Of progress only the newest rows are kept. */
  @PrimaryInt()
  seq!: number;

  @Timestamp()
  at!: Date;

  /** A StatusChange or a Progress. */
  @Json()
  data!: object;
}
