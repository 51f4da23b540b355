import type { EntityManager } from 'typeorm';
import type { Actor } from '../common/actor.js';
import type { Tx } from '../persistence/tx.js';

/** What a workspace holds for another module, which registers it with `WorkspaceService.register` at start. */
export interface WorkspaceContents {
  /** In the plural, for people, such as `sources`. */
  readonly what: string;
  count(manager: EntityManager, workspaceId: string): Promise<number>;
  /**
   * Removes all of it, in the transaction that removes the workspace.
   * @throws ConflictError when some of it is in use, such as a running job
   */
  remove(tx: Tx, actor: Actor, workspaceId: string): Promise<void>;
}
