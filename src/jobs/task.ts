import type { Actor, Role } from '../common/actor.js';
import type { Container } from '../containers/container.js';
import type { ObjectSchema } from '../containers/schema.js';
import type { Tx } from '../persistence/tx.js';
import type { LogLevel } from './log/log-level.js';
import type { Job } from './job.entity.js';
import type { NestedJobs } from './nested/nested-jobs.js';
import type { Progress } from './progress.js';

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
  /** What it is told: the job's parameters. Forms, REST and the terminal are made from it. */
  readonly inputs: ObjectSchema;
  /** What it produces: values and files that the run leaves behind. */
  readonly outputs: ObjectSchema;
  /** What it measures: numbers, texts and flags, without any nesting. */
  readonly indicators: ObjectSchema;
}

/** What a task makes of its inputs before there is a job; each door starts it in the same way. */
export interface JobAddress {
  /** Where its subject is at home; it counts more than where the caller wanted the job. */
  readonly workspaceId?: string;
  readonly subject?: { readonly type: string; readonly id: string };
  /** At most one live job holds a slot, such as `sql-db:<id>/db-elements`. */
  readonly slot?: string;
  /** For people; what the caller says counts more. */
  readonly title?: string;
  /** Jobs of one key (a source's host) run side by side up to the setting only. */
  readonly concurrencyKey?: string;
  /** What the job keeps in place of what the caller gave; it has to fit `inputs` too. */
  readonly parameters?: object;
}

/** The job as its own run sees it. */
export interface TaskJob {
  readonly id: string;
  readonly number: string;
  readonly workspaceId: string;
  /** The name of the task that it runs. */
  readonly task: string;
  readonly title: string;
  /** The process that runs it. */
  readonly holder: string | null;
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
  /** The job's parameters with defaults filled in, as `run` gets them too; files have a `path` on this machine. */
  readonly inputs: Container;
  /** To be filled by the task; files have the `path` that they are to be written to. What is written is registered. */
  readonly outputs: Container;
  /** Where the task may write, absolute; made when it is first asked for. */
  directory(): Promise<string>;
  /** Children of this job. Waiting for them holds up nobody else. */
  readonly nested: NestedJobs;
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
  /**
   * A number, text or flag that the run measured; the last value of a key counts.
   * @throws Error when the task does not declare it, or declares another kind
   */
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

  /**
   * What the job is about, given valid inputs: which slot it takes, what it is called. Called by whoever starts it.
   * @throws NotFoundError and the like when it cannot be started with these inputs
   */
  async address(_actor: Actor, _inputs: P): Promise<JobAddress> {
    return {};
  }

  /**
   * Does the work; what it answers becomes the result unless it published. Errors make the job FAILED.
   * @param parameters the value of `inputs`, defaults filled in
   */
  abstract run(context: TaskContext, parameters: P): Promise<R>;

  /** The result of a grouping parent of this task, made of its ended children, in order of their numbers. */
  summarise(children: readonly Job[]): object {
    const failed = children.filter((child) => child.status === 'FAILED').length;
    const completed = children.filter((child) => child.status === 'COMPLETED').length;
    return { processed: completed, failed, cancelled: children.length - completed - failed, total: children.length };
  }
}
