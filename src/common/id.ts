import { v7 } from 'uuid';

/** A new UUIDv7: sorts by the time it was made. Made before the insert, so that ciphers and logs can name the row. */
export function newId(): string {
  return v7();
}

const LAST_MS = 2 ** 48 - 1;
let last = { msecs: -1, seq: 0 };

/** A new UUIDv7 of that very instant; those that a process makes within one millisecond ascend too. */
export function newIdAt(now: Date): string {
  const msecs = bounded(now.getTime());
  last = msecs === last.msecs ? { msecs, seq: last.seq + 1 } : { msecs, seq: Math.trunc(Math.random() * 2 ** 31) };
  return v7(last);
}

/** The lowest UUIDv7 of an instant: what was made from then on has an id from this one on. */
export function firstIdAt(instant: Date): string {
  const hex = bounded(instant.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

function bounded(msecs: number): number {
  return Math.min(Math.max(Math.trunc(msecs), 0), LAST_MS);
}
