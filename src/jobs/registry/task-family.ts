import type { Task } from '../task.js';

/** Tasks that are known only at boot, such as those of a file. Providers that extend it are found like tasks are. */
export abstract class TaskFamily {
  abstract readonly tasks: readonly Task[];
}
