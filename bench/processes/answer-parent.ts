/** What a child of the benchmark says to its parent. */
export type ChildAnswer<T> = { readonly answer: T } | { readonly error: string };

/** Makes this process do one piece of work: its task comes from the parent, its result goes back, then it ends. */
export function answerParent<Task, T>(work: (task: Task) => Promise<T>): void {
  process.once('message', (task) => {
    work(task as Task)
      .then(
        (answer): ChildAnswer<T> => ({ answer }),
        (error: unknown): ChildAnswer<T> => ({
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      )
      .then((answer) => process.send?.(answer, () => process.exit(0)))
      .catch(() => process.exit(1));
  });
  // The benchmark was ended: so is its child.
  process.once('disconnect', () => process.exit(1));
}
