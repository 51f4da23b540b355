/** Told of a job that waits. Settles when its worker has a free place again; never rejects. */
export type JobHandler = (jobId: string) => Promise<void>;

/** A doorbell: ids only. A ring may repeat or be lost, the job's row decides. */
export abstract class JobQueue {
  /** Rings for a job. */
  abstract enqueue(jobId: string): Promise<void>;
  /** Begins to deliver, to as many at once as the adapter is bound to. Called once. */
  abstract consume(handler: JobHandler): void;
  /** Stops to deliver; what is being handled goes on. Rings after that are dropped. */
  abstract close(): Promise<void>;
}
