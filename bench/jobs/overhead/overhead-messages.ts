/** What the measured server is asked to do. */
export interface OverheadTask {
  /** Empty; the embedded catalogue is made in it. */
  readonly dataDir: string;
  /** Jobs that are queued first, and then run. */
  readonly queued: number;
  /** Jobs that are started one after the other, each when the one before has ended. */
  readonly single: number;
}

/** So much time passed, and so much of it the process was at work: all its threads, in the kernel too. In milliseconds. */
export interface Spent {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** What empty jobs cost on the embedded catalogue. */
export interface OverheadAnswer {
  readonly queued: number;
  /** Making them: from the request to the row and the ring. */
  readonly starting: Spent;
  /** Running them, until the last has ended. */
  readonly running: Spent;
  readonly singles: number;
  /** From the request to the end, one at a time. */
  readonly single: Spent;
  /** What one job sends the catalogue, in order, from the request to its end. */
  readonly statements: readonly string[];
}
