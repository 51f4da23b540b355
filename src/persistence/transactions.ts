import type { EntityManager } from 'typeorm';
import type { Tx } from './tx.js';

export interface TransactionOptions {
  /**
   * How often the whole work is tried again when the engine ended it for the sake of another one (deadlock,
   * serialization failure). The work must bear being run again. Default 0.
   */
  readonly retries?: number;
}

/**
 * The only way to write several rows as one. Abstract class: type and injection token in one.
 * Inside `run` every write goes through `managerOf(tx)` (or a helper that takes the `tx`); a write, or another `run`, past
 * it throws at once on every engine, because it would be outside the transaction or wait for itself for ever.
 * No foreign I/O (network, child processes) inside: on the embedded catalogue nobody else can write meanwhile.
 */
export abstract class Transactions {
  /**
   * Runs the work in a transaction of its own: commits when it resolves, rolls back when it rejects.
   * @throws UnavailableError `catalogue-busy` when no turn came within 30 s
   */
  abstract run<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;

  /** Runs the work in a savepoint: when it rejects only its own writes are undone, and the error is thrown on. */
  abstract savepoint<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T>;

  /** Reads what is committed; never waits for a writer. Each query sees the newest commit; writing through it is for single statements only. */
  abstract read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
}
