import { Injectable } from '@nestjs/common';

/** Wakes who watches jobs in this process. A hint only: what happened stands in numbered rows. */
@Injectable()
export class JobSignals {
  private readonly listeners = new Set<(jobId: string) => void>();

  /** Something about the job was committed. */
  ring(jobId: string): void {
    for (const listener of this.listeners) listener(jobId);
  }

  /** Answers how to stop listening. */
  listen(listener: (jobId: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
