/** Tells whoever delivered a job that it may deliver another; null where nobody did. */
type Backing = (() => void) | null;

/** The places of this process: so many jobs work side by side. A run that only waits for others gives its place up. */
export class Places {
  private spare: number;
  private readonly returning = new Set<(backing: Backing) => void>();
  private readonly coming: (() => void)[] = [];

  constructor(limit: number) {
    this.spare = limit;
  }

  /**
   * A place for a job that was delivered, as soon as there is one. Whoever delivered it may deliver the next one when
   * {@link Place.left} settles.
   */
  async enter(): Promise<Place> {
    if (this.spare > 0) this.spare--;
    else await new Promise<void>((resolve) => this.coming.push(resolve));
    return new Place(this);
  }

  /** For a place: hands it to the first who comes back, with the right to deliver that came with it; else lets go of both. */
  giveBack(backing: Backing): void {
    const [next] = this.returning;
    if (next) {
      this.returning.delete(next);
      next(backing);
      return;
    }
    const newcomer = this.coming.shift();
    if (newcomer) newcomer();
    else this.spare++;
    backing?.();
  }

  /**
   * For a place: waits for one, before all who are new.
   * @throws the signal's reason
   */
  async comeBack(signal: AbortSignal): Promise<Backing> {
    signal.throwIfAborted();
    if (this.spare > 0) {
      this.spare--;
      return null;
    }
    return new Promise((resolve, reject) => {
      const granted = (backing: Backing): void => {
        signal.removeEventListener('abort', aborted);
        resolve(backing);
      };
      const aborted = (): void => {
        this.returning.delete(granted);
        reject(signal.reason as Error);
      };
      this.returning.add(granted);
      signal.addEventListener('abort', aborted, { once: true });
    });
  }
}

/** One job's place. */
export class Place {
  /** Settles when whoever delivered the job may deliver another. */
  readonly left: Promise<void>;
  private backing: Backing = null;
  private held = true;

  constructor(private readonly places: Places) {
    this.left = new Promise((resolve) => (this.backing = resolve));
  }

  /** Gives it up, if it is held. */
  free(): void {
    if (!this.held) return;
    this.held = false;
    this.places.giveBack(this.backing);
    this.backing = null;
  }

  /** Waits until it is held again. @throws the signal's reason */
  async take(signal: AbortSignal): Promise<void> {
    if (this.held) return;
    this.backing = await this.places.comeBack(signal);
    this.held = true;
  }
}
