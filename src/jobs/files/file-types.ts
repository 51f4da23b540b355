import { Injectable } from '@nestjs/common';
import type { FileSchema } from '../../containers/schema.js';
import { Transactions } from '../../persistence/transactions.js';
import { managerOf } from '../../persistence/tx.js';
import { FileType } from './file-type.entity.js';

/** The kinds of files that there are: noted when one is met for the first time. */
@Injectable()
export class FileTypes {
  private readonly known = new Set<string>();

  constructor(private readonly transactions: Transactions) {}

  /** @param type MIME type */
  async declare(
    type: string,
    { label, extension }: Partial<Pick<FileSchema, 'label' | 'extension'>> = {},
  ): Promise<void> {
    if (this.known.has(type)) return;
    const row = { name: type, label: (label ?? type).slice(0, 200), extension: extension?.slice(0, 20) ?? null };
    await this.transactions.run((tx) =>
      managerOf(tx).createQueryBuilder().insert().into(FileType).values(row).orIgnore().updateEntity(false).execute(),
    );
    this.known.add(type);
  }
}
