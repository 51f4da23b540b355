/** Which jobs to count. */
export interface StatisticsQuery {
  readonly workspaceId?: string;
  /** Made from this instant on. */
  readonly from?: Date;
  /** Made before this instant. */
  readonly to?: Date;
}

/** How many jobs are in which state, and how many of those that ended by themselves succeeded. */
export interface StatusCounts {
  readonly total: number;
  readonly pending: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Completed among completed and failed, 0 to 1; null where there are neither. */
  readonly successRate: number | null;
}

export interface TaskCounts extends StatusCounts {
  readonly task: string;
}

/** How long completed runs of a task took, in milliseconds; parents that only group are left out. */
export interface TaskDurations {
  readonly task: string;
  readonly runs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

export interface DayCounts extends StatusCounts {
  /** Of the making, in UTC: `2027-01-31`. */
  readonly day: string;
}

/** What the jobs of a filter say together. */
export interface JobStatistics {
  readonly totals: StatusCounts;
  /** The five tasks with the most jobs. */
  readonly topTasks: readonly TaskCounts[];
  /** By task's name. */
  readonly durations: readonly TaskDurations[];
  /** Days with jobs, oldest first; the newest 366 of them. */
  readonly perDay: readonly DayCounts[];
}
