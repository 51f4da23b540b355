/** How far a run is. */
export interface Progress {
  /** What is being done, such as `columns`. */
  readonly step: string;
  /** 1-based, of `steps`. */
  readonly stepIndex: number;
  readonly steps: number;
  /** Objects done in this step, and how many there are when that is known. */
  readonly done?: number;
  readonly total?: number | null;
  /** 0–100 over the whole run. */
  readonly percent: number;
  /** Objects per second. */
  readonly rate?: number;
}
