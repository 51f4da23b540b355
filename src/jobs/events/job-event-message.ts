import type { LogLine } from '../log/job-logs.js';
import type { Progress } from '../progress.js';
import type { StatusChange } from '../status-change.js';

/** What a watcher gets. `id` resumes right after it. */
export type JobEventMessage = { readonly id: string; readonly at: Date } & (
  | { readonly event: 'status'; readonly data: StatusChange }
  | { readonly event: 'progress'; readonly data: Progress }
  | { readonly event: 'log'; readonly data: LogLine }
);
