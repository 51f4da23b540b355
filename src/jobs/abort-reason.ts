/** Why a run was told to stop; the `reason` of a task's AbortSignal. */
export type AbortKind = 'cancel' | 'reset' | 'lost' | 'timeout' | 'stop';

const TEXTS: Record<AbortKind, string> = {
  cancel: 'The job was cancelled.',
  reset: 'The job was reset by force.',
  lost: 'The job has been given to another worker.',
  timeout: 'The job ran longer than its maximum.',
  stop: 'The server is stopping; the job will be run again.',
};

/** Thrown through a task whose run is over from outside. Nothing that it still does is kept. */
export class AbortReason extends Error {
  constructor(readonly kind: AbortKind) {
    super(TEXTS[kind]);
    this.name = 'AbortReason';
  }
}
