import { Injectable, Logger } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { errorText } from '../../common/errors.js';
import { newId } from '../../common/id.js';
import { Transactions } from '../../persistence/transactions.js';
import { afterCommit, managerOf, type Tx } from '../../persistence/tx.js';
import { FileStore } from '../../workspaces/storage/file-store.js';
import { FileRemoval } from './file-removal.entity.js';

/** Of one round, and of one INSERT. */
const BATCH = 200;
/** Longer than any removal takes: meanwhile others leave a place to the process that has begun with it. */
const TAKEN_MS = 3_600_000;

/** Removes bytes after the rows that stood for them, whatever dies in between. */
@Injectable()
export class FileRemovals {
  private readonly logger = new Logger(FileRemovals.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly store: FileStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Has places removed once the transaction is committed; tried again later where that fails.
   * @param places keys of the file store, with `/` at the end everything below
   */
  async request(tx: Tx, places: readonly string[]): Promise<void> {
    const removals = places.map((place) => ({ id: newId(), place, dueAt: this.clock.now(), tries: 0 }));
    for (let at = 0; at < removals.length; at += BATCH) {
      const some = removals.slice(at, at + BATCH);
      const insert = managerOf(tx).createQueryBuilder().insert().into(FileRemoval).values(some);
      await insert.orIgnore().updateEntity(false).execute(); // what is to be removed already stays so
    }
    afterCommit(tx, async () => {
      for (const removal of removals) await this.remove(removal);
    });
  }

  /** Removes what is due, such as what a process that died had begun; answers how many places. */
  async sweep(): Promise<number> {
    for (let removed = 0; ;) {
      const due = await this.transactions.read((manager) =>
        manager.find(FileRemoval, {
          where: { dueAt: LessThanOrEqual(this.clock.now()) },
          order: { tries: 'ASC', dueAt: 'ASC' },
          take: BATCH,
        }),
      );
      let done = 0;
      for (const removal of due) if (await this.remove(removal)) done++;
      removed += done;
      if (done === 0 || due.length < BATCH) return removed;
    }
  }

  /** One of them, whether it is due or not; never rejects. */
  async removeNow(id: string): Promise<void> {
    const removal = await this.transactions.read((manager) => manager.findOneBy(FileRemoval, { id })).catch(() => null);
    if (removal) await this.remove(removal);
  }

  /** Whether it is gone; never rejects. */
  private async remove({ id, place, tries }: FileRemoval): Promise<boolean> {
    const now = this.clock.now();
    const taken = { tries: tries + 1, dueAt: new Date(now.getTime() + TAKEN_MS) };
    try {
      // First its mark: from here on nobody can register what is being removed. Without it another process has removed
      // the place, and what stands there by now is somebody's file.
      const { affected } = await this.transactions.run((tx) => managerOf(tx).update(FileRemoval, { id, tries }, taken));
      if (affected !== 1) return false;
      await (place.endsWith('/') ? this.store.deletePrefix(place.slice(0, -1)) : this.store.delete(place));
      await this.transactions.run((tx) => managerOf(tx).delete(FileRemoval, { id }));
      return true;
    } catch (error) {
      this.logger.warn(`${place} could not be removed yet: ${errorText(error)}`);
      const again = this.transactions.run((tx) => managerOf(tx).update(FileRemoval, { id }, { dueAt: now }));
      await again.catch(() => undefined); // else it is due in its time
      return false;
    }
  }
}
