import type { Actor } from '../../common/actor.js';
import type { NestedJobs } from './nested-jobs.js';

/** The run that wants children, as far as they are concerned. */
export interface ParentRun {
  readonly job: { readonly id: string; readonly attempt: number; readonly workspaceId: string };
  readonly actor: Actor;
  readonly signal: AbortSignal;
  /** Waits for others without a place. */
  whileWaiting<T>(work: () => Promise<T>): Promise<T>;
  /** Tries until the catalogue answers. */
  whileAway<T>(work: () => Promise<T>): Promise<T>;
}

/** Gives running jobs their children. */
export interface ChildMaker {
  /** What a task of the run gets as `context.nested`. */
  of(parent: ParentRun): NestedJobs;
}
