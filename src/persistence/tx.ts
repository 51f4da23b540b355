import type { EntityManager } from 'typeorm';

declare const brand: unique symbol;

/** An open transaction. Opaque: only `persistence` makes one, and it dies with its transaction. */
export interface Tx {
  readonly [brand]: 'Tx';
}

interface TxState {
  readonly manager: EntityManager;
  readonly afterCommit: (() => void | Promise<void>)[];
}

const states = new WeakMap<Tx, TxState>();

/**
 * The EntityManager whose reads and writes belong to the transaction.
 * @throws Error when the transaction has ended
 */
export function managerOf(tx: Tx): EntityManager {
  return stateOf(tx).manager;
}

/**
 * Calls `work` once the outermost transaction has been committed, outside it and in the order of registration; never
 * after a rollback. Its failure is logged, and changes nothing for whoever ran the transaction.
 */
export function afterCommit(tx: Tx, work: () => void | Promise<void>): void {
  stateOf(tx).afterCommit.push(work);
}

/** For `persistence` alone: a handle for an open transaction. */
export function openTx(manager: EntityManager): Tx {
  const tx = Object.freeze({}) as Tx;
  states.set(tx, { manager, afterCommit: [] });
  return tx;
}

/** For `persistence` alone: ends the handle, if it is still open; what was left to {@link afterCommit} comes back. */
export function closeTx(tx: Tx): readonly (() => void | Promise<void>)[] {
  const hooks = states.get(tx)?.afterCommit ?? [];
  states.delete(tx);
  return hooks;
}

/** For `persistence` alone: how many calls are left to {@link afterCommit} so far. */
export function hookCount(tx: Tx): number {
  return stateOf(tx).afterCommit.length;
}

/** For `persistence` alone: forgets the calls beyond the first `count`; their savepoint was rolled back. */
export function forgetHooks(tx: Tx, count: number): void {
  stateOf(tx).afterCommit.length = count;
}

function stateOf(tx: Tx): TxState {
  const state = states.get(tx);
  if (!state)
    throw new Error('This transaction has ended: its handle must not be kept beyond the work it was given to.');
  return state;
}
