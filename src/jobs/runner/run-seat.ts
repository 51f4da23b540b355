import type { GateKey, KeyedGate } from './keyed-gate.js';
import type { Place } from './places.js';

/** What a run holds while it works: a place of the process, and those of its keys. */
export interface RunSeat {
  /** Gives it up, if it is held. */
  free(): void;
  /** Waits until it is held. @throws the signal's reason */
  take(signal: AbortSignal): Promise<void>;
}

/** Of a run that nobody bounds: its caller runs it. */
export const NO_SEAT: RunSeat = { free: () => undefined, take: async () => undefined };

/** A place, and those of keys that were entered for it. */
export class KeyedSeat implements RunSeat {
  private held = true;

  constructor(
    private readonly place: Place,
    private readonly gate: KeyedGate,
    private readonly keys: readonly GateKey[],
  ) {}

  free(): void {
    if (!this.held) return;
    this.held = false;
    this.gate.leave(this.keys);
    this.place.free();
  }

  /** Keys first: who waits for a key takes no place from those who could work. */
  async take(signal: AbortSignal): Promise<void> {
    if (this.held) return;
    await this.gate.comeBack(this.keys, signal);
    try {
      await this.place.take(signal);
    } catch (error) {
      this.gate.leave(this.keys);
      throw error;
    }
    this.held = true;
  }
}
