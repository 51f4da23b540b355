import { isEnded } from '../job-status.js';
import type { JobEvent } from '../job-event.entity.js';
import type { JobLog } from '../job-log.entity.js';
import { droppedLine, type LogLine } from '../log/job-logs.js';
import type { Progress } from '../progress.js';
import type { StatusChange } from '../status-change.js';
import { formatCursor, type EventCursor } from './event-cursor.js';
import type { JobEventMessage } from './job-event-message.js';

/** A watcher that does not take its messages gets no more of them read until it does. */
const MAX_WAITING = 10_000;

/** One who watches one job: where it is, and what it has not taken yet. */
export class JobWatcher {
  private readonly waiting: JobEventMessage[] = [];
  private wake: (() => void) | null = null;
  private closed = false;
  /** Since when the job is over, on the monotonic clock; null while it lives. */
  endedAt: number | null = null;

  constructor(
    readonly jobId: string,
    private at: EventCursor,
  ) {}

  get cursor(): EventCursor {
    return this.at;
  }

  get full(): boolean {
    return this.waiting.length >= MAX_WAITING;
  }

  /** Takes what is new to it of a job's rows, each kind in order of its numbers. */
  offer(events: readonly JobEvent[], lines: readonly JobLog[], now: number): void {
    const fresh = [
      ...lines.filter(({ seq }) => seq > this.at.log).map((line) => ({ at: line.at, rank: 0, line })),
      ...events.filter(({ kind, seq }) => seq > this.at[kind]).map((event) => ({ at: event.at, rank: 1, event })),
    ].sort((a, b) => a.at.getTime() - b.at.getTime() || a.rank - b.rank);
    for (const item of fresh) {
      if ('line' in item) this.takeLine(item.line);
      else this.takeEvent(item.event, now);
    }
    if (fresh.length > 0) this.wake?.();
  }

  /** The next message; null when it is over. */
  async next(): Promise<JobEventMessage | null> {
    for (;;) {
      const message = this.waiting.shift();
      if (message) return message;
      if (this.closed) return null;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** What is waiting can still be taken. */
  close(): void {
    this.closed = true;
    this.wake?.();
  }

  private takeLine({ seq, at, level, message }: JobLog): void {
    if (seq <= this.at.log) return;
    const dropped = seq - this.at.log - 1;
    if (dropped > 0) this.pushLine(droppedLine(dropped, { seq, at }));
    this.pushLine({ seq, at, level, message });
  }

  private pushLine(data: LogLine): void {
    this.at = { ...this.at, log: data.seq };
    this.waiting.push({ id: formatCursor(this.at), event: 'log', at: data.at, data });
  }

  private takeEvent({ kind, seq, at, data }: JobEvent, now: number): void {
    this.at = { ...this.at, [kind]: Math.max(seq, this.at[kind]) };
    const id = formatCursor(this.at);
    if (kind === 'progress') {
      this.waiting.push({ id, at, event: kind, data: data as Progress });
      return;
    }
    const change = data as StatusChange;
    this.waiting.push({ id, at, event: kind, data: change });
    this.endedAt = isEnded(change.to) ? now : null;
  }
}
