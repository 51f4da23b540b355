import { Injectable, Logger } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { errorText } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf, type Tx } from '../../persistence/tx.js';
import { FileStore } from '../../workspaces/storage/file-store.js';
import { FileImport } from '../files/file-import.entity.js';
import { FileRemovals } from '../files/file-removals.js';
import { holdFiles, namedByInputs } from '../files/file-rows.js';
import { FileUse } from '../files/file-use.entity.js';
import { File } from '../files/file.entity.js';
import { JobDirectories } from '../files/job-directories.js';

const BATCH = 100;
/** What an interrupted write left is looked at again only when no run can be using it any more. */
const DAY_MS = 86_400_000;

/** Removes imported files that nobody uses, and what died processes left in the file store. */
@Injectable()
export class FileRetention {
  private readonly logger = new Logger(FileRetention.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly store: FileStore,
    private readonly directories: JobDirectories,
    private readonly removals: FileRemovals,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** All files that are registered. */
  async count(): Promise<number> {
    return this.transactions.read((manager) => manager.count(File));
  }

  /** Removes files that were imported before and that no job uses, or is to use; answers how many. */
  async deleteUnused(olderThan: Date): Promise<number> {
    for (let [removed, after] = [0, '']; ;) {
      const unused = await this.transactions.read((manager) =>
        manager
          .createQueryBuilder(File, 'f')
          .where({ directory: 'imported', createdAt: LessThan(olderThan) })
          .andWhere('NOT EXISTS (SELECT 1 FROM file_use u WHERE u.file_id = f.id)')
          .andWhere('f.id > :after', { after })
          .orderBy('f.id')
          .limit(BATCH)
          .getMany(),
      );
      after = unused.at(-1)?.id ?? '';
      if (after === '') return removed;
      removed += await this.transactions.run((tx) => this.deleteFiles(tx, unused), { retries: 3 });
    }
  }

  /** Removes bytes for which no row stands any more; what fails is tried again the next time. */
  async sweep(): Promise<void> {
    await this.removals.sweep();
    try {
      await this.store.sweep(new Date(this.clock.now().getTime() - this.config.jobs.maxRunMs - DAY_MS));
    } catch (error) {
      this.logger.warn(`The file store could not be swept: ${errorText(error)}`);
    }
  }

  private async deleteFiles(tx: Tx, files: readonly File[]): Promise<number> {
    const manager = managerOf(tx);
    const held = await holdFiles(manager, files.map(({ id }) => id)); // prettier-ignore
    const used = await manager.findBy(FileUse, { fileId: In(held.map(({ id }) => id)) });
    const taken = new Set([...used.map(({ fileId }) => fileId), ...(await namedByInputs(manager))]);
    const unused = held.filter(({ id }) => !taken.has(id));
    const ids = In(unused.map(({ id }) => id));
    await manager.delete(FileImport, { fileId: ids });
    await manager.delete(File, { id: ids });
    const places: string[] = [];
    for (const { workspaceId, path } of unused) places.push(await this.directories.keyOf(workspaceId, path));
    if (places.length > 0) await this.removals.request(tx, places);
    return unused.length;
  }
}
