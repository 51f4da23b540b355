import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { Transactions } from '../../persistence/transactions.js';
import { onlyVisible } from '../access.js';
import { pageOf, type ListQuery, type Page } from '../listing.js';
import { CatalogueChange, type ChangeKind, type ChangeObject } from './catalogue-change.entity.js';

/** Which changes to list; all given conditions hold together. */
export interface CatalogueChangeQuery extends Pick<ListQuery, 'limit' | 'offset'> {
  readonly sqlDbId?: string;
  /** `SqlTable.key`; together with `sqlDbId`. */
  readonly tableKey?: string;
  readonly jobId?: string;
  readonly objectType?: ChangeObject;
  readonly change?: ChangeKind;
}

/** What discoveries found changed. */
@Injectable()
export class CatalogueChangeService {
  constructor(private readonly transactions: Transactions) {}

  /** The changes of sources that the actor may see, newest first. */
  async list(actor: Actor, query: CatalogueChangeQuery = {}): Promise<Page<CatalogueChange>> {
    const { limit, offset } = pageOf(query);
    return this.transactions.read(async (manager) => {
      const select = manager.createQueryBuilder(CatalogueChange, 'c');
      onlyVisible(select, actor, 'c.sqlDbId');
      for (const field of ['sqlDbId', 'tableKey', 'jobId', 'objectType', 'change'] as const) {
        if (query[field] !== undefined) select.andWhere(`c.${field} = :${field}`, { [field]: query[field] });
      }
      const total = await select.getCount();
      return { total, items: await select.orderBy('c.id', 'DESC').offset(offset).limit(limit).getMany() };
    });
  }
}
