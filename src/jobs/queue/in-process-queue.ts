import { JobQueue, type JobHandler } from './job-queue.js';

/** The embedded queue: in memory, first come first served. What it forgets is rung again from the rows. */
export class InProcessQueue extends JobQueue {
  private readonly waiting = new Set<string>();
  private handler: JobHandler | null = null;
  private handling = 0;
  private closed = false;

  /** @param concurrency how many jobs are handled side by side */
  constructor(private readonly concurrency: number) {
    super();
  }

  override async enqueue(jobId: string): Promise<void> {
    if (this.closed) return;
    this.waiting.add(jobId);
    this.pump();
  }

  override consume(handler: JobHandler): void {
    this.handler = handler;
    this.pump();
  }

  override async close(): Promise<void> {
    this.closed = true;
    this.waiting.clear();
  }

  private pump(): void {
    if (!this.handler) return;
    while (this.handling < this.concurrency) {
      const [jobId] = this.waiting;
      if (jobId === undefined) return;
      this.waiting.delete(jobId);
      this.handling++;
      void this.handler(jobId).finally(() => {
        this.handling--;
        this.pump();
      });
    }
  }
}
