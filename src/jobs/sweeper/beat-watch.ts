import type { Clock } from '../../common/clock.js';

/** The sign of life of a run as it stands in the catalogue; `beat` null when there is none. */
export interface BeatSeen {
  readonly id: string;
  readonly attempt: number;
  readonly beat: number | null;
}

interface Watched extends BeatSeen {
  /** Since when it stands still, on our own monotonic clock. */
  readonly since: number;
  /** Whether we have ever seen it move. */
  readonly moved: boolean;
}

/** Sees which signs of life stand still, by this process's own monotonic clock: clock jumps anywhere do no harm. */
export class BeatWatch {
  private watched = new Map<string, Watched>();
  private observedAt: number | null = null;

  /**
   * @param lostAfterMs a sign that stands still for so long is that of a lost worker
   * @param everyMs how often it is looked; a much longer pause means that we were frozen ourselves
   */
  constructor(
    private readonly clock: Clock,
    private readonly lostAfterMs: number,
    private readonly everyMs: number,
  ) {}

  /** Takes note of all runs there are; answers the ids of the lost ones. */
  observe(seen: readonly BeatSeen[]): string[] {
    const now = this.clock.monotonic();
    // While we were frozen the others may have beaten, and our own runs could not: everybody gets the whole time again.
    const frozen = this.observedAt !== null && now - this.observedAt > Math.max(3 * this.everyMs, this.lostAfterMs / 2);
    this.observedAt = now;
    const before = this.watched;
    this.watched = new Map(seen.map((run) => [run.id, watch(run, before.get(run.id), now, frozen)]));
    return [...this.watched.values()].filter(({ since }) => now - since >= this.lostAfterMs).map(({ id }) => id);
  }

  /** Whether the worker was seen at work: its sign has moved, and not too long ago. */
  moves(id: string, beat: number | null): boolean {
    const known = this.watched.get(id);
    if (!known) return false;
    return known.beat !== beat || (known.moved && this.clock.monotonic() - known.since < this.lostAfterMs);
  }
}

function watch(run: BeatSeen, before: Watched | undefined, now: number, frozen: boolean): Watched {
  const same = before !== undefined && before.attempt === run.attempt && before.beat === run.beat;
  const moved = before !== undefined && before.attempt === run.attempt && (before.moved || before.beat !== run.beat);
  return { ...run, moved, since: same && !frozen ? before.since : now };
}
