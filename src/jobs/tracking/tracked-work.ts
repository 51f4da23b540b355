import { Task, type TaskContext, type TaskDefinition } from '../task.js';

/** Work that is done under a job made by hand: as a run of the job's task, but with code of the caller's. */
export type TrackedWork<R extends object> = (context: TaskContext, inputs: object) => Promise<R>;

/** A task for one run, which keeps what its work ended with. */
export class TrackedTask<R extends object> extends Task<object, R> {
  /** What the work answered; null while it has not. */
  answer: R | null = null;
  /** What the work threw; null while it has not. */
  failure: { readonly error: unknown } | null = null;

  constructor(
    readonly definition: TaskDefinition,
    private readonly work: TrackedWork<R>,
  ) {
    super();
  }

  async run(context: TaskContext, inputs: object): Promise<R> {
    try {
      return (this.answer = await this.work(context, inputs));
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
