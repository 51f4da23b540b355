import type { Actor, Role } from '../common/actor.js';
import type { Tx } from '../persistence/tx.js';
import type { LogLevel } from './log/log-level.js';
import type { Progress } from './progress.js';
import type { Job } from './job.entity.js';

/** What a task is; shown to people, and what the engine needs to know to run it. */
export interface TaskDefinition {
  /** kebab-case, unique, stable: it is stored in every job's row. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Who may run it, and cancel it. */
  readonly role: Role;
  /** The longest that one run may take, in milliseconds; the setting (2 h) when absent. */
  readonly maxRunMs?: number;
  /** How many of it run side by side in one process; no bound of its own when absent. */
  readonly concurrency?: number;
}

/** The job as its own run sees it. */
export interface TaskJob {
  readonly id: string;
  readonly number: string;
  readonly workspaceId: string;
  readonly title: string;
  /** 1 for the first run; together with the id it is the fence. */
  readonly attempt: number;
  readonly parentId: string | null;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
}

/** What a running task may do. */
export interface TaskContext {
  readonly job: TaskJob;
  /** Who started it. */
  readonly actor: Actor;
  /** Fires on cancel, reset, loss, timeout and stop; its `reason` is an AbortReason. */
  readonly signal: AbortSignal;
  /** Adds a line to the job's log: redacted, escaped, at most 4 KiB; written within a second. */
  log(level: LogLevel, message: string): void;
  /**
   * From now on this value never appears in what this job logs, reports or fails with: for runs that pass on foreign
   * text as it is. It is looked for in sentences of ours too, and stars there tell which word a simple secret is.
   */
  redact(secret: string): void;
  /** Says how far it is; throttled, the latest wins. */
  progress(progress: Progress): void;
  /** A number, text or flag that the run measured; the last value of a key counts. */
  indicator(key: string, value: number | string | boolean): void;
  /**
   * Ends the run: in one transaction the fence, `work`, COMPLETED with its answer as the result, and the observers.
   * Everything foreign has to be done before: no waiting for other servers inside `work`. It may be called again, in a
   * new transaction, after a deadlock or when the catalogue went away.
   * @throws AbortReason when the run is no longer this worker's; nothing was written then
   */
  publish<T extends object>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** A named kind of work. Providers that extend it are found at boot. */
export abstract class Task<P extends object = object, R extends object = object> {
  abstract readonly definition: TaskDefinition;

  /** Does the work; what it answers becomes the result unless it published. Errors make the job FAILED. */
  abstract run(context: TaskContext, parameters: P): Promise<R>;

  /** The result of a grouping parent of this task, made of its ended children, in order of their numbers. */
  summarise(children: readonly Job[]): object {
    const failed = children.filter((child) => child.status === 'FAILED').length;
    const completed = children.filter((child) => child.status === 'COMPLETED').length;
    return { processed: completed, failed, cancelled: children.length - completed - failed, total: children.length };
  }
}
