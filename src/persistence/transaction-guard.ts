import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager, QueryRunner } from 'typeorm';

/** What runs inside a transaction's callback, found by whatever it awaits; `open` ends with the callback. */
interface Scope {
  readonly runner: QueryRunner;
  open: boolean;
}

const scopes = new AsyncLocalStorage<Scope | undefined>();

/** Runs a transaction's callback so that {@link assertOwnTransaction} knows of it. */
export async function insideTransaction<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  const scope: Scope = { runner, open: true };
  try {
    return await scopes.run(scope, work);
  } finally {
    scope.open = false;
  }
}

/** Runs what belongs to no transaction although a transaction's callback started it. */
export function outsideTransactions<T>(work: () => T): T {
  return scopes.run(undefined, work);
}

/** Whether the caller runs inside a transaction's callback. */
export function isInsideTransaction(): boolean {
  return scopes.getStore()?.open === true;
}

/**
 * Refuses a write that a transaction's callback sends past its own transaction: on the embedded catalogue it would wait
 * for itself, on a server it would stay when the transaction is rolled back.
 * @throws Error at once
 */
export function assertOwnTransaction(runner: QueryRunner): void {
  const scope = scopes.getStore();
  if (scope?.open && scope.runner !== runner) {
    throw new Error(
      'A write inside a transaction went past it: use managerOf(tx), or a helper that takes the tx, and no second transaction.',
    );
  }
}

/** Makes `manager.transaction(callback)` known to the guard, as Transactions.run is. */
export function guardManager(manager: EntityManager): EntityManager {
  const original = manager.transaction.bind(manager) as (...args: unknown[]) => Promise<unknown>;
  const guarded = (...args: unknown[]) => {
    const work = args.pop() as (manager: EntityManager) => Promise<unknown>;
    return original(...args, (inner: EntityManager) => {
      return inner.queryRunner ? insideTransaction(inner.queryRunner, () => work(inner)) : work(inner);
    });
  };
  return Object.assign(manager, { transaction: guarded });
}

const READS = /^\s*(?:\(\s*)*(?:SELECT|VALUES|EXPLAIN|SHOW|PRAGMA\s+\w+\s*(?:\(|;|$))/i;
const HARMLESS = /^\s*(?:SET|ROLLBACK|COMMIT|RELEASE)\b/i;

/** Whether a statement changes nothing, judged by its first word; WITH may lead a write and counts as one. */
export function readsOnly(sql: string): boolean {
  return READS.test(sql) || HARMLESS.test(sql);
}
