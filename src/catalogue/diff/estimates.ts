/** Estimates waver from one look at the statistics to the next: only a move by more than this part is written. */
const MOVED = 0.2;

/** The estimate to keep: the new one when it has moved by more than a fifth, or there was none; else the old one. */
export function movedEstimate(known: number | null, now: number | null): number | null {
  if (now === null || known === null) return now ?? known;
  return Math.abs(now - known) > known * MOVED ? now : known;
}
