import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { formatCursor, parseCursor } from '../../jobs/events/event-cursor.js';
import type { JobEventMessage } from '../../jobs/events/job-event-message.js';
import { JobEvents } from '../../jobs/events/job-events.js';
import { isEnded } from '../../jobs/job-status.js';
import { JobService } from '../../jobs/job.service.js';
import type { StreamEvent } from './event-stream.js';
import { JobFamilies } from './job-families.js';
import { presentLine, presentProgress } from './present-job.js';

export interface StreamOptions {
  /** The id of the last event that was received; null begins anew. */
  readonly lastEventId: string | null;
  /** Begins the log after this line; only where `lastEventId` is null. */
  readonly after: number;
  readonly signal: AbortSignal;
}

/** What a watcher of a job is told. */
@Injectable()
export class JobStream {
  constructor(
    private readonly jobs: JobService,
    private readonly events: JobEvents,
    private readonly families: JobFamilies,
  ) {}

  /**
   * First the job as it is and how far it is, then log lines and changes as they come, `end` after the last of them.
   * Ends without `end` when it is to be resumed: the server stops.
   */
  async *of(actor: Actor, id: string, options: StreamOptions): AsyncGenerator<StreamEvent, void, undefined> {
    const { signal, lastEventId } = options;
    let last = lastEventId === null ? '' : formatCursor(parseCursor(lastEventId));
    if (last === '') {
      const view = await this.jobs.get(actor, id);
      const cursor = { status: view.job.statusSeq, progress: view.progressSeq, log: options.after };
      last = formatCursor(cursor);
      const data = await this.families.shown(actor, view);
      yield { id: last, event: 'status', data };
      if (data.progress) yield { id: last, event: 'progress', data: data.progress };
    }
    for await (const message of this.events.watch(actor, id, { after: last, signal })) {
      last = message.id;
      yield { id: last, event: message.event, data: await this.dataOf(actor, id, message) };
    }
    if (signal.aborted) return;
    const { job } = await this.jobs.get(actor, id);
    if (isEnded(job.status)) yield { id: last, event: 'end', data: { status: job.status.toLowerCase() } };
  }

  private async dataOf(actor: Actor, id: string, message: JobEventMessage): Promise<unknown> {
    if (message.event === 'log') return presentLine(message.data);
    if (message.event === 'progress') return presentProgress(message.data);
    return this.families.of(actor, id);
  }
}
