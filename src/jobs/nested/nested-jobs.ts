import type { Job } from '../job.entity.js';
import type { ChainStep } from './chain-step.js';

/** A child that a run wants. */
export interface NestedSpec {
  /** Names the child within its parent: a parent that is run again finds it by that, and starts it only once. */
  readonly key: string;
  readonly task: string;
  readonly inputs?: object;
  /** For people; the task's own when left out. */
  readonly title?: string;
}

/**
 * Starts children of a running job and waits for them. While it waits the run keeps its state and beats, but gives its
 * place to others, and its maximum run time stands still.
 * Every method throws the AbortReason when the run is told to stop, InvalidInputError for inputs that do not fit, and
 * ConflictError `too-deep` or `too-many-children` beyond what is allowed.
 */
export interface NestedJobs {
  /** Runs a child to its end, whichever that is: see {@link completed} for one that has to complete. */
  run(spec: NestedSpec): Promise<Job>;
  /** The same for several, side by side; answers them in the order of the specs. */
  runAll(specs: readonly NestedSpec[]): Promise<Job[]>;
  /**
   * One after the other, the outputs of earlier ones feeding the inputs of later ones; answers them by their keys.
   * @throws ChildFailedError at the first that does not complete; the rest is not started
   */
  runChain(steps: readonly ChainStep[]): Promise<ReadonlyMap<string, Job>>;
  /** Runs a waiting job, one made by hand included, and waits for its end; it is no child of this one. */
  runJob(jobId: string): Promise<Job>;
  /** Makes a new top-level job and runs it to its end. */
  runPipeline(workspaceId: string | undefined, task: string, title: string, inputs: object): Promise<Job>;
}
