/** Told of a job that waits. Settles when its worker has a free place again; never rejects. */
export type JobHandler = (jobId: string) => Promise<void>;

/** A doorbell: ids only. A ring may repeat or be lost, the job's row decides. */
export abstract class JobQueue {
  /**
   * Rings for a job. Neither fails nor holds up its caller, whatever the queue's server does.
   * @param attempt the row's, where it is known: further rings of the same attempt may count as one
   */
  abstract enqueue(jobId: string, attempt?: number): Promise<void>;
  /** Begins to deliver, to as many at once as the adapter is bound to. Called once. */
  abstract consume(handler: JobHandler): void;
  /** Stops to deliver; what is being handled goes on. Rings after that reach other processes or nobody. */
  abstract close(): Promise<void>;
}
