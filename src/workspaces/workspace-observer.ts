import type { Actor } from '../common/actor.js';
import type { Tx } from '../persistence/tx.js';

/** What was done to a workspace. */
export interface WorkspaceChange {
  readonly action: 'create' | 'update' | 'delete';
  readonly id: string;
  /** As it is called then. */
  readonly name: string;
  /** Of an update: the fields that were given. */
  readonly fields?: readonly string[];
}

/** Is told of every change by somebody, in the change's own transaction; registered with `WorkspaceService.observe`. */
export type WorkspaceObserver = (tx: Tx, actor: Actor, change: WorkspaceChange) => Promise<void>;
