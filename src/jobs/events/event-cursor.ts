/** How far a watcher is in each of a job's numbered rows. */
export interface EventCursor {
  readonly status: number;
  readonly progress: number;
  readonly log: number;
}

export const FROM_THE_START: EventCursor = { status: 0, progress: 0, log: 0 };

/** As it is sent as the id of an event: `s2.p14.l340`. */
export function formatCursor({ status, progress, log }: EventCursor): string {
  return `s${status}.p${progress}.l${log}`;
}

/** From a Last-Event-ID; from the start when it is none of ours. */
export function parseCursor(text: string | null | undefined): EventCursor {
  const match = /^s(\d{1,9})\.p(\d{1,9})\.l(\d{1,9})$/.exec(text ?? '');
  return match ? { status: Number(match[1]), progress: Number(match[2]), log: Number(match[3]) } : FROM_THE_START;
}
