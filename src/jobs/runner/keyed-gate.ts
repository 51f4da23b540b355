/** A bound on how many of one kind run side by side. */
export interface GateKey {
  readonly key: string;
  readonly limit: number;
}

/** Bounds jobs by keys (a source's host, a task). Who finds a key full is parked, and named again when a place is free. */
export class KeyedGate {
  private readonly inside = new Map<string, number>();
  private readonly parked = new Map<string, Set<string>>();
  /** Who was named for a free place of a key and has not come yet. */
  private readonly named = new Map<string, string>();

  /** @param onFree told of a parked id that may try again */
  constructor(private readonly onFree: (id: string) => void) {}

  /** Takes a place at every key, or none and parks the id. */
  enter(keys: readonly GateKey[], id: string): boolean {
    this.named.delete(id);
    const full = keys.find(({ key, limit }) => (this.inside.get(key) ?? 0) >= limit);
    if (full) {
      const waiting = this.parked.get(full.key) ?? new Set();
      this.parked.set(full.key, waiting.add(id));
      return false;
    }
    for (const { key } of keys) this.inside.set(key, (this.inside.get(key) ?? 0) + 1);
    return true;
  }

  /** Gives the places back; for each one who was parked there may try again. */
  leave(keys: readonly GateKey[]): void {
    for (const { key } of keys) {
      const left = (this.inside.get(key) ?? 1) - 1;
      if (left === 0) this.inside.delete(key);
      else this.inside.set(key, left);
      this.nameNext(key);
    }
  }

  /** Says that the id wants no place any more (its job was cancelled): the one that was meant for it goes to another. */
  pass(id: string): void {
    const key = this.named.get(id);
    this.named.delete(id);
    if (key !== undefined) this.nameNext(key);
  }

  private nameNext(key: string): void {
    const waiting = this.parked.get(key);
    const [next] = waiting ?? [];
    if (next === undefined) return;
    waiting?.delete(next);
    if (waiting?.size === 0) this.parked.delete(key);
    this.named.set(next, key);
    this.onFree(next);
  }
}
