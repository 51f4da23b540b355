import { Entity } from 'typeorm';
import { Int, PrimaryUuid, Timestamp } from '../persistence/columns.js';

/** The sign of life of a RUNNING job; there is none for others. A row of its own, so that a beat locks nothing else. */
@Entity('job_beat')
export class JobBeat {
  @PrimaryUuid()
  jobId!: string;

  @Int()
  attempt!: number;

  /** Counts up: sweepers watch it move, clocks play no part. */
  @Int()
  beat!: number;

  /** For people only. */
  @Timestamp()
  at!: Date;
}
