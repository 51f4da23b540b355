import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { UnavailableError } from '../common/errors.js';
import { isSerializationFailure } from './database-errors.js';
import { insideTransaction, isInsideTransaction, outsideTransactions } from './transaction-guard.js';
import { Transactions } from './transactions.js';
import type { TransactionOptions } from './transactions.js';
import { closeTx, forgetHooks, hookCount, managerOf, openTx } from './tx.js';
import type { Tx } from './tx.js';

/** Between two tries of a deadlocked transaction: long enough for the other one to end. */
const RETRY_PAUSE_MS = 30;

/** {@link Transactions} over the catalogue's DataSource. */
@Injectable()
export class TypeormTransactions extends Transactions {
  constructor(private readonly source: DataSource) {
    super();
  }

  async run<T>(work: (tx: Tx) => Promise<T>, { retries = 0 }: TransactionOptions = {}): Promise<T> {
    if (isInsideTransaction()) {
      throw new Error('Transactions.run inside a transaction: pass the tx on, or use savepoint(tx, …).');
    }
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(work);
      } catch (error) {
        if (attempt >= retries || !isSerializationFailure(error)) throw error;
      }
      await delay(RETRY_PAUSE_MS * (attempt + 1) * (0.5 + Math.random()));
    }
  }

  async savepoint<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = managerOf(tx).queryRunner;
    if (!runner) throw new Error('The transaction has no connection.');
    const hooks = hookCount(tx);
    await runner.startTransaction();
    try {
      const result = await work(tx);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      try {
        await runner.rollbackTransaction();
        forgetHooks(tx, hooks);
      } catch {
        // The engine has ended the whole transaction (a deadlock on MySQL): nothing more may be written under its name.
        closeTx(tx);
      }
      throw error;
    }
  }

  async read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return work(this.#open().manager);
  }

  async #once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.#open().createQueryRunner();
    let tx: Tx | undefined;
    let hooks: readonly (() => void | Promise<void>)[] = [];
    let result: T;
    try {
      await runner.startTransaction();
      const opened = (tx = openTx(runner.manager));
      result = await insideTransaction(runner, () => work(opened));
      hooks = closeTx(opened);
      await runner.commitTransaction();
    } catch (error) {
      // The first error is the one that says why; a failing rollback only follows from it.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      if (tx) closeTx(tx);
      await runner.release();
    }
    await this.#callHooks(hooks);
    return result;
  }

  async #callHooks(hooks: readonly (() => void | Promise<void>)[]): Promise<void> {
    for (const hook of hooks) {
      try {
        await outsideTransactions(hook);
      } catch (error) {
        this.source.logger.log('warn', `After a commit: ${error instanceof Error ? error.message : 'unknown error'}`);
      }
    }
  }

  #open(): DataSource {
    if (this.source.isInitialized) return this.source;
    throw new UnavailableError('catalogue-unavailable', 'The catalogue cannot be reached yet. It is tried again.');
  }
}
