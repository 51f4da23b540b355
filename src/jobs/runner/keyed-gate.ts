/** A bound on how many of one kind run side by side. */
export interface GateKey {
  readonly key: string;
  readonly limit: number;
}

/** One who was inside, left for a while, and wants to come back. */
interface Returning {
  readonly keys: readonly GateKey[];
  readonly enter: () => void;
}

/** Bounds jobs by keys (a source's host, a task). Who finds a key full is parked, and named again when a place is free. */
export class KeyedGate {
  private readonly inside = new Map<string, number>();
  private readonly parked = new Map<string, Set<string>>();
  /** Who was named for a free place of a key and has not come yet. */
  private readonly named = new Map<string, string>();
  private readonly returning = new Set<Returning>();

  /** @param onFree told of a parked id that may try again */
  constructor(private readonly onFree: (id: string) => void) {}

  /** Takes a place at every key, or none and parks the id. Who wants to come back goes first. */
  enter(keys: readonly GateKey[], id: string): boolean {
    this.named.delete(id);
    const full = keys.find((key) => this.isFull(key) || this.isAwaited(key));
    if (full) {
      const waiting = this.parked.get(full.key) ?? new Set();
      this.parked.set(full.key, waiting.add(id));
      return false;
    }
    this.count(keys);
    return true;
  }

  /**
   * Waits for a place at every key.
   * @throws the signal's reason; no place is taken then
   */
  async comeBack(keys: readonly GateKey[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!keys.some((key) => this.isFull(key))) return this.count(keys);
    await new Promise<void>((resolve, reject) => {
      const aborted = (): void => {
        this.returning.delete(returning);
        keys.forEach((key) => this.nameAll(key));
        reject(signal.reason as Error);
      };
      const enter = (): void => {
        signal.removeEventListener('abort', aborted);
        resolve();
      };
      const returning = { keys, enter };
      this.returning.add(returning);
      signal.addEventListener('abort', aborted, { once: true });
    });
  }

  /** Gives the places back; for each one who was parked there may try again. */
  leave(keys: readonly GateKey[]): void {
    for (const { key } of keys) {
      const left = (this.inside.get(key) ?? 1) - 1;
      if (left === 0) this.inside.delete(key);
      else this.inside.set(key, left);
    }
    this.letBack();
    for (const key of keys) if (!this.isFull(key) && !this.isAwaited(key)) this.nameNext(key.key);
  }

  /** Says that the id wants no place any more (its job was cancelled): the one that was meant for it goes to another. */
  pass(id: string): void {
    const key = this.named.get(id);
    this.named.delete(id);
    if (key !== undefined) this.nameNext(key);
  }

  private letBack(): void {
    for (const one of [...this.returning]) {
      if (one.keys.some((key) => this.isFull(key))) continue;
      this.returning.delete(one);
      this.count(one.keys);
      one.enter();
      // While it waited for one key the others stood still for it.
      one.keys.forEach((key) => this.nameAll(key));
    }
  }

  private isFull({ key, limit }: GateKey): boolean {
    return (this.inside.get(key) ?? 0) >= limit;
  }

  private isAwaited({ key }: GateKey): boolean {
    return [...this.returning].some(({ keys }) => keys.some((one) => one.key === key));
  }

  private count(keys: readonly GateKey[]): void {
    for (const { key } of keys) this.inside.set(key, (this.inside.get(key) ?? 0) + 1);
  }

  /** As many as there are places; who comes in vain is parked again. */
  private nameAll(of: GateKey): void {
    if (this.isAwaited(of)) return;
    for (let room = of.limit - (this.inside.get(of.key) ?? 0); room > 0; room--) this.nameNext(of.key);
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
